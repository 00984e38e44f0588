// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, 32, 32, 6] comes from here}}
  auto x = g.input("x", f32, {B, 32, 32, 6});
  auto w = g.input("w", f32, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+2 {{conv2d: the input has 32 channels, the weight wants 6: f32[batch, 32, 32, 6] with weight f32[10, 6, 3, 5] [hac-E206]}}
  // expected-note@+1 {{images are [batch, channels, height, width] here: permute(x, {0, 3, 1, 2})}}
  g.output("out", conv2d(x, w));
#else
  g.output("out", conv2d(permute(x, {0, 3, 1, 2}), w));
#endif
}
HAC_EXPORT(m)
