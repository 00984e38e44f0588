// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention_weights: the score must return a number, it returns a bool [hac-E409]}}
  // expected-note@+1 {{write where(condition, a, b)}}
  g.output("y", attention_weights(q, k, v, {{.count = 8, .score = [](auto s) { return s > 0; }}}).out);
#else
  g.output("y", attention_weights(q, k, v, {{.count = 8, .score = [](auto s) { return where(s > 0, s, 0); }}}).out);
#endif
}
HAC_EXPORT(m)
