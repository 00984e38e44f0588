// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto a = g.input("a", i32, {B, 5}), b = g.input("b", i32, {B, 5});
#ifdef BAD
  // expected-error@+2 {{mse_loss: needs a floating-point tensor, got i32[batch, 5] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("loss", mse_loss(a, b));
#else
  g.output("loss", mse_loss(cast(a, f32), cast(b, f32)));
#endif
}
HAC_EXPORT(m)
