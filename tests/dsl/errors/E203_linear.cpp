// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, seq, 256] comes from here}}
  auto x = g.input("x", f32, {B, T, 256});
  // expected-note@+1 {{the weight f32[20, 512] comes from here}}
  auto w = g.input("w", f32, {20, 512});
#ifdef BAD
  // expected-error@+1 {{linear: the last dimension of f32[batch, seq, 256] is 256, the weight f32[20, 512] wants 512 [hac-E203]}}
  g.output("out", linear(x, w));
#else
  g.output("out", linear(concat({x, x}), w));
#endif
}
HAC_EXPORT(m)
