// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
  auto scale = g.input("scale", f32, {2});
#ifdef BAD
  // expected-error@+2 {{attention_weights: the score uses a value of another lambda, or an expression without any of its arguments [hac-E901]}}
  // expected-note@+1 {{compute constants in C++ and tensors with ops outside, and read the result: auto e = exp(t); ... s * e(h)}}
  g.output("y", attention_weights(q, k, v, {{.count = 8, .score = [=](auto s) { return s * (scale(0) * scale(1)); }}}).out);
#else
  g.output("y", attention_weights(q, k, v, {{.count = 8, .score = [=](auto s) { return s * scale(0) * scale(1); }}}).out);
#endif
}
HAC_EXPORT(m)
