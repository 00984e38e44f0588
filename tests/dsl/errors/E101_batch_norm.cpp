// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", u8, {B, 3, 5, 5});
  auto m = g.input("m", f32, {3});
  auto v = g.input("v", f32, {3});
#ifdef BAD
  // expected-error@+2 {{batch_norm: needs a floating-point tensor, got u8[batch, 3, 5, 5] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", batch_norm(x, m, v));
#else
  g.output("out", batch_norm(cast(x, f32), m, v));
#endif
}
HAC_EXPORT(m)
