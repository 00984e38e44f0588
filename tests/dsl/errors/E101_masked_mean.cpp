// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, T, 7});
  auto n = g.input("n", i32, {B});
#ifdef BAD
  // expected-error@+2 {{masked_mean: needs a floating-point tensor, got i32[batch, seq, 7] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", masked_mean(x, n));
#else
  g.output("out", masked_mean(cast(x, f32), n));
#endif
}
HAC_EXPORT(m)
