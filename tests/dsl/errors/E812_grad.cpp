// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 5});
  auto dx = grad(sum(x * x), x);
#ifdef BAD
  // expected-error@+1 {{grad: the loss depends on a gradient; second derivatives are not supported [hac-E812]}}
  g.output("second", grad(sum(dx * dx), x));
#else
  g.output("by_dx", grad(sum(dx * dx), dx));
#endif
}
HAC_EXPORT(m)
