// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", u8, {B, 6, 9, 11});
  auto w = g.input("w", f32, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+2 {{conv2d: needs a floating-point tensor, got u8[batch, 6, 9, 11] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", conv2d(x, w));
#else
  g.output("out", conv2d(cast(x, f32), w));
#endif
}
HAC_EXPORT(m)
