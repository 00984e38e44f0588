// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", u8, {B, 9, 6});
  auto w = g.input("w", f32, {10, 6, 3});
#ifdef BAD
  // expected-error@+2 {{conv1d: needs a floating-point tensor, got u8[batch, 9, 6] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", conv1d(x, w));
#else
  g.output("out", conv1d(cast(x, f32), w));
#endif
}
HAC_EXPORT(m)
