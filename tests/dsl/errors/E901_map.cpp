// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{map: the lambda uses a value of another lambda, or an expression without any of its arguments [hac-E901]}}
  // expected-note@+1 {{compute constants in C++ and tensors with ops outside, and read the result: auto e = exp(t); ... s * e(h)}}
  g.output("y", map([](auto a) { return a * -decltype(a)(1.0); }, x));
#else
  g.output("y", map([](auto a) { return where(a < 0, decltype(a)(1.0), a); }, x));
#endif
}
HAC_EXPORT(m)
