// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, 5});
  auto w = g.input("w", f32, {7, 5});
#ifdef BAD
  // expected-error@+2 {{linear: needs a floating-point tensor, got i32[batch, 5] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", linear(x, w));
#else
  g.output("out", linear(cast(x, f32), w));
#endif
}
HAC_EXPORT(m)
