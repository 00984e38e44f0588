// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the key f32[batch, 2, seq, 32] comes from here}}
  auto k = g.input("k", f32, {B, 2, T, 32});
  // expected-note@+1 {{the value f32[batch, 2, seq, 48] comes from here}}
  auto v = g.input("v", f32, {B, 2, T, 48});
  // expected-note@+1 {{the query f32[1, 8, seq, 32] comes from here}}
  auto q2 = g.input("q2", f32, {1, 8, T, 32});
#ifdef BAD
  // expected-error@+2 {{attention: the batch sizes differ: query f32[1, 8, seq, 32], key f32[batch, 2, seq, 32], value f32[batch, 2, seq, 48] [hac-E404]}}
  // expected-note@+1 {{hac cannot prove 1 == batch; use one dyn() symbol for both, give it .multiple_of, or write assert_shape(x, {...}), which is checked once on entry}}
  g.output("y", attention(q2, k, v));
#else
  g.output("y", attention(broadcast_to(q2, {B, 8, T, 32}), k, v));
#endif
}
HAC_EXPORT(m)
