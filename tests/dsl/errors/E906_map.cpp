// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
  auto w = g.input("w", f32, {64});
#ifdef BAD
  // expected-error@+2 {{map: the lambda reads f32[64] [hac-E906]}}
  // expected-note@+1 {{pass the tensor to map as an operand}}
  g.output("y", map([=](auto a) { return a * w(0); }, x));
#else
  g.output("y", map([](auto a, auto b) { return a * b; }, x, w));
#endif
}
HAC_EXPORT(m)
