// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, 6, 9] comes from here}}
  auto x = g.input("x", f32, {B, 6, 9});
  auto w = g.input("w", f32, {10, 6, 3});
#ifdef BAD
  // expected-error@+2 {{conv1d: the input has 9 channels, the weight wants 6: f32[batch, 6, 9] with weight f32[10, 6, 3] [hac-E206]}}
  // expected-note@+1 {{sequences are [batch, seq, channels] here: transpose(x, 1, 2)}}
  g.output("out", conv1d(x, w));
#else
  g.output("out", conv1d(transpose(x, 1, 2), w));
#endif
}
HAC_EXPORT(m)
