// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the key f32[batch, 2, seq, 32] comes from here}}
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
  // expected-note@+1 {{the query f32[batch, 8, steps, 32] comes from here}}
  auto q2 = g.input("q2", f32, {B, 8, dyn("steps"), 32});
#ifdef BAD
  // expected-error@+2 {{attention_weights: a mask or score uses the position of the query, but query f32[batch, 8, steps, 32] and key f32[batch, 2, seq, 32] may differ in length: steps against seq [hac-E410]}}
  // expected-note@+1 {{say at which key position the first query stands: {.q_start = position}, an integer tensor of rank 0 or [batch]}}
  g.output("y", attention_weights(q2, k, v, causal()).out);
#else
  auto start = g.input("start", i32, {});
  g.output("y", attention_weights(q2, k, v, causal(), {.q_start = start}).out);
#endif
}
HAC_EXPORT(m)
