// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
#ifdef BAD
  // expected-error@+1 {{var: correction is -1, allowed is 0 to 2147483647 [hac-E107]}}
  g.output("out", var(x, 1, {.correction = -1}));
#else
  g.output("out", var(x, 1, {.correction = 0}));
#endif
}
HAC_EXPORT(m)
