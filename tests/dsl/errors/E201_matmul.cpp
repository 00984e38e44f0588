// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  // expected-note@+1 {{the left side f32[batch, seq, 128] comes from here}}
  auto x = g.input("x", f32, {B, T, 128});
  // expected-note@+1 {{the right side f32[20, 128] comes from here}}
  auto w = g.input("w", f32, {20, 128});
#ifdef BAD
  // expected-error@+2 {{matmul: inner dimensions differ: f32[batch, seq, 128] x f32[20, 128]: 128 against 20 [hac-E201]}}
  // expected-note@+1 {{the right side looks transposed: matmul(x, transpose(w))}}
  g.output("out", matmul(x, w));
#else
  g.output("out", matmul(x, transpose(w)));
#endif
}
HAC_EXPORT(m)
