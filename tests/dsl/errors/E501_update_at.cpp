// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", f32, {});
  auto y = g.input("y", f32, {B, 2});
#ifdef BAD
  // expected-error@+1 {{update_at: indices must be i32 or i64, got f32[] [hac-E501]}}
  g.output("out", update_at(x, 1, start, y));
#else
  g.output("out", update_at(x, 1, cast(start, i64), y));
#endif
}
HAC_EXPORT(m)
