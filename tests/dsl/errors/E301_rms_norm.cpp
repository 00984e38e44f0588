// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, seq, 64] comes from here}}
  auto x = g.input("x", f32, {B, T, 64});
  auto w = g.input("w", f32, {63});
#ifdef BAD
  // expected-error@+1 {{rms_norm: the weight must have the shape [64] of the last dimensions of f32[batch, seq, 64], got f32[63] [hac-E301]}}
  g.output("out", rms_norm(x, 1, w));
#else
  g.output("out", rms_norm(x, 1, pad(w, {{0, 1}})));
#endif
}
HAC_EXPORT(m)
