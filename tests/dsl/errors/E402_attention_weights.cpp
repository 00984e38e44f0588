// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the query f32[batch, 8, seq, 32] comes from here}}
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-note@+1 {{the key f32[batch, 2, seq, 64] comes from here}}
  auto k2 = g.input("k2", f32, {B, 2, T, 64});
  // expected-error@+1 {{attention_weights: the head sizes of query f32[batch, 8, seq, 32] and key f32[batch, 2, seq, 64] must be one constant: 32 against 64 [hac-E402]}}
  g.output("y", attention_weights(q, k2, v).out);
#else
  auto k = g.input("k", f32, {B, 2, T, 32});
  g.output("y", attention_weights(q, k, v).out);
#endif
}
HAC_EXPORT(m)
