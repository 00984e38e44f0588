// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 6});
  auto w = g.input("w", f32, {10, 6, 3});
  // expected-note@+1 {{the bias f32[6] comes from here}}
  auto b = g.input("b", f32, {6});
#ifdef BAD
  // expected-error@+1 {{conv1d: the bias must be [10], got f32[6] [hac-E204]}}
  g.output("out", conv1d(x, w, b));
#else
  g.output("out", conv1d(x, w, pad(b, {{2, 2}})));
#endif
}
HAC_EXPORT(m)
