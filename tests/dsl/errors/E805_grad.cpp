// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 5});
#ifdef BAD
  // expected-error@+2 {{grad: the loss must be a floating-point tensor of rank 0, got f32[batch, 5] [hac-E805]}}
  // expected-note@+1 {{reduce it: mean(loss)}}
  g.output("dx", grad(x * x, x));
#else
  g.output("dx", grad(sum(x * x), x));
#endif
}
HAC_EXPORT(m)
