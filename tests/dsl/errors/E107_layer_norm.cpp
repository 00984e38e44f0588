// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
#ifdef BAD
  // expected-error@+1 {{layer_norm: eps is -1e-05, it must be positive [hac-E107]}}
  g.output("out", layer_norm(x, 1, {}, {}, -1e-5));
#else
  g.output("out", layer_norm(x, 1, {}, {}, 1e-5));
#endif
}
HAC_EXPORT(m)
