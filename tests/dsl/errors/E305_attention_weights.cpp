// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+1 {{attention_weights: the dropout probability must be at least 0 and less than 1, got 1 [hac-E305]}}
  g.output("y", attention_weights(q, k, v, {}, {.dropout = 1}).out);
#else
  g.output("y", attention_weights(q, k, v, {}, {.dropout = 0.1}).out);
#endif
}
HAC_EXPORT(m)
