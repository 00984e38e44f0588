// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{dim: axis 2 is out of range for f32[batch, 3] [hac-E108]}}
  g.output("out", zeros(g, f32, {x.dim(2)}));
#else
  g.output("out", zeros(g, f32, {x.dim(1)}));
#endif
}
HAC_EXPORT(m)
