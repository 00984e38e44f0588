// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, 8, T, 32});
#ifdef BAD
  // expected-error@+1 {{rope: base is 0, it must be positive [hac-E107]}}
  g.output("y", rope(x, {.base = 0}));
#else
  g.output("y", rope(x, {.base = 500000}));
#endif
}
HAC_EXPORT(m)
