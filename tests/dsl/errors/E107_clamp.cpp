// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{clamp: the lower bound 1 is above the upper bound -1 [hac-E107]}}
  g.output("out", clamp(x, 1, -1));
#else
  g.output("out", clamp(x, -1, 1));
#endif
}
HAC_EXPORT(m)
