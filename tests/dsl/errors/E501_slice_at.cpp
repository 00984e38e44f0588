// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", f32, {});
#ifdef BAD
  // expected-error@+1 {{slice_at: indices must be i32 or i64, got f32[] [hac-E501]}}
  g.output("out", slice_at(x, 1, start, 3));
#else
  g.output("out", slice_at(x, 1, cast(start, i64), 3));
#endif
}
HAC_EXPORT(m)
