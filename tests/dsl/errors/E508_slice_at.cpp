// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", i32, {});
#ifdef BAD
  // expected-error@+1 {{slice_at: a part of 8 does not fit dimension 1 of f32[batch, 7] [hac-E508]}}
  g.output("out", slice_at(x, 1, start, 8));
#else
  g.output("out", slice_at(x, 1, start, 7));
#endif
}
HAC_EXPORT(m)
