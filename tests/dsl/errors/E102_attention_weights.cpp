// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto h = g.input("h", bf16, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention_weights: element types differ: f32[batch, 8, seq, 32] and bf16[batch, 2, seq, 48] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("y", attention_weights(q, k, h).out);
#else
  g.output("y", attention_weights(q, k, cast(h, f32)).out);
#endif
}
HAC_EXPORT(m)
