// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto a = g.input("a", f32, {B, 5}), b = g.input("b", f32, {5});
#ifdef BAD
  // expected-error@+2 {{mse_loss: the shapes of f32[batch, 5] and f32[5] differ [hac-E803]}}
  // expected-note@+1 {{a loss does not broadcast: write broadcast_to where that is meant}}
  g.output("loss", mse_loss(a, b));
#else
  g.output("loss", mse_loss(a, broadcast_to(b, {B, 5})));
#endif
}
HAC_EXPORT(m)
