// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the query f32[batch, 8, seq, 32] comes from here}}
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+1 {{attention_weights: the head groups add up to 7 heads, the query f32[batch, 8, seq, 32] has 8 [hac-E406]}}
  g.output("y", attention_weights(q, k, v, {{.count = 4}, {.count = 3, .mask = causal()}}).out);
#else
  g.output("y", attention_weights(q, k, v, {{.count = 5}, {.count = 3, .mask = causal()}}).out);
#endif
}
HAC_EXPORT(m)
