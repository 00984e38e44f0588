// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", i32, {});
#ifdef BAD
  // expected-error@+1 {{slice_at: axis 2 is out of range for f32[batch, 7] [hac-E108]}}
  g.output("out", slice_at(x, 2, start, 3));
#else
  g.output("out", slice_at(x, 1, start, 3));
#endif
}
HAC_EXPORT(m)
