// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
#ifdef BAD
  // expected-error@+1 {{layer_norm: cannot normalise the last 3 dimensions of f32[batch, 7] [hac-E109]}}
  g.output("out", layer_norm(x, 3));
#else
  g.output("out", layer_norm(x, 2));
#endif
}
HAC_EXPORT(m)
