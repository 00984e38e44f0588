// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 5});
  auto w = g.input("w", f32, {7, 5});
  // expected-note@+1 {{the bias f32[5] comes from here}}
  auto b = g.input("b", f32, {5});
#ifdef BAD
  // expected-error@+1 {{linear: the bias must be [7], got f32[5] [hac-E204]}}
  g.output("out", linear(x, w, b));
#else
  g.output("out", linear(x, w, pad(b, {{1, 1}})));
#endif
}
HAC_EXPORT(m)
