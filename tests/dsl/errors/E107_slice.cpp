// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{slice: step is 0, allowed is 1 to 2147483647 [hac-E107]}}
  g.output("out", slice(x, 1, 0, 6, 0));
#else
  g.output("out", slice(x, 1, 0, 6, 2));
#endif
}
HAC_EXPORT(m)
