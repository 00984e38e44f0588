// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
  auto x = g.input("x", f32, {B, T, 256});
#ifdef BAD
  // expected-error@+2 {{attention_weights: needs [batch, heads, length, head size], got f32[batch, seq, 256] [hac-E401]}}
  // expected-note@+1 {{split_heads(x, heads) makes it from [batch, seq, channels]}}
  g.output("y", attention_weights(x, k, v).out);
#else
  g.output("y", attention_weights(split_heads(x, 8), k, v).out);
#endif
}
HAC_EXPORT(m)
