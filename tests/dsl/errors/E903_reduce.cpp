// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{reduce: the lambda divides an integer by something that is no positive integer constant [hac-E903]}}
  // expected-note@+1 {{multiply by a real number, or divide by a constant}}
  g.output("y", reduce([](auto a, auto b) { return a % b; }, 0.0, x));
#else
  g.output("y", reduce([](auto a, auto b) { return a + b; }, 0.0, x));
#endif
}
HAC_EXPORT(m)
