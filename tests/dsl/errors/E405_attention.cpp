// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the key f32[batch, 2, seq, 32] comes from here}}
  auto k = g.input("k", f32, {B, 2, T, 32});
  // expected-note@+1 {{the value f32[batch, 2, seq, 48] comes from here}}
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-note@+1 {{the query f32[batch, 7, seq, 32] comes from here}}
  auto q2 = g.input("q2", f32, {B, 7, T, 32});
  // expected-error@+1 {{attention: the heads of query f32[batch, 7, seq, 32] must be a constant multiple of those of key f32[batch, 2, seq, 32] and value f32[batch, 2, seq, 48]: 7, 2, 2 [hac-E405]}}
  g.output("y", attention(q2, k, v));
#else
  auto q = g.input("q", f32, {B, 8, T, 32});
  g.output("y", attention(q, k, v));
#endif
}
HAC_EXPORT(m)
