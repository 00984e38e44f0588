// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 5});
#ifdef BAD
  // expected-error@+1 {{grad: a gradient cannot be taken inside a body [hac-E704]}}
  auto y = iterate(2, [](Tensor t) { return grad(sum(t * t), t); }, x);
#else
  auto y = iterate(2, [](Tensor t) { return t * t; }, x);
#endif
  g.output("y", y);
}
HAC_EXPORT(m)
