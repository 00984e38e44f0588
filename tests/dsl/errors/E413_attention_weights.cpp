// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-note@+1 {{q_start i32[batch, seq] comes from here}}
  auto starts = g.input("starts", i32, {B, T});
  // expected-error@+1 {{attention_weights: q_start must be an integer tensor of rank 0 or [batch], got i32[batch, seq] [hac-E413]}}
  g.output("y", attention_weights(q, k, v, causal(), {.q_start = starts}).out);
#else
  auto start = g.input("start", i32, {B});
  g.output("y", attention_weights(q, k, v, causal(), {.q_start = start}).out);
#endif
}
HAC_EXPORT(m)
