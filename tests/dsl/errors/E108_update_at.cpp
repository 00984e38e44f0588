// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", i32, {});
  auto y = g.input("y", f32, {B, 2});
#ifdef BAD
  // expected-error@+1 {{update_at: axis 2 is out of range for f32[batch, 7] [hac-E108]}}
  g.output("out", update_at(x, 2, start, y));
#else
  g.output("out", update_at(x, 1, start, y));
#endif
}
HAC_EXPORT(m)
