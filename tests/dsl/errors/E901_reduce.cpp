// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{reduce: the lambda uses a value of another lambda, or an expression without any of its arguments [hac-E901]}}
  // expected-note@+1 {{compute constants in C++ and tensors with ops outside, and read the result: auto e = exp(t); ... s * e(h)}}
  g.output("y", reduce([](auto a, auto b) { return a + b * -decltype(a)(2.0); }, 0.0, x));
#else
  g.output("y", reduce([](auto a, auto b) { return a + b * decltype(a)(2.0); }, 0.0, x));
#endif
}
HAC_EXPORT(m)
