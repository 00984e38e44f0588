// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  // expected-note@+1 {{the key f32[batch, 2, seq, 32] comes from here}}
  auto k = g.input("k", f32, {B, 2, T, 32});
  // expected-note@+1 {{the value f32[batch, 2, frames, 48] comes from here}}
  auto v2 = g.input("v2", f32, {B, 2, dyn("frames"), 48});
#ifdef BAD
  // expected-error@+2 {{attention: the lengths of key f32[batch, 2, seq, 32] and value f32[batch, 2, frames, 48] differ: seq against frames [hac-E403]}}
  // expected-note@+1 {{hac cannot prove seq == frames; use one dyn() symbol for both, give it .multiple_of, or write assert_shape(x, {...}), which is checked once on entry}}
  g.output("y", attention(q, k, v2));
#else
  g.output("y", attention(q, k, assert_shape(v2, {B, 2, T, 48})));
#endif
}
HAC_EXPORT(m)
