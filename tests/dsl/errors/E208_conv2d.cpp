// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), H = dyn("height");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, 6, height, 9] comes from here}}
  auto x = g.input("x", f32, {B, 6, H, 9});
  auto w = g.input("w", f32, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+2 {{conv2d: the kernel may be larger than the input: kernel covers 3, height can be as small as 1 [hac-E208]}}
  // expected-note@+1 {{declare height with .min = 3 in dyn(), or add padding}}
  g.output("out", conv2d(x, w));
#else
  g.output("out", conv2d(x, w, {}, {.padding = {1, 0}}));
#endif
}
HAC_EXPORT(m)
