// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", i32, {});
  // expected-note@+1 {{the part f32[batch] comes from here}}
  auto y = g.input("y", f32, {B});
#ifdef BAD
  // expected-error@+1 {{update_at: the part must have the shape of f32[batch, 7] outside axis 1, got f32[batch] [hac-E508]}}
  g.output("out", update_at(x, 1, start, y));
#else
  g.output("out", update_at(x, 1, start, unsqueeze(y, 1)));
#endif
}
HAC_EXPORT(m)
