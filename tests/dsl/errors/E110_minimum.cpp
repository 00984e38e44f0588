// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{minimum: the number 2.5 does not fit element type i32 [hac-E110]}}
  g.output("out", minimum(x, 2.5));
#else
  g.output("out", minimum(x, 2));
#endif
}
HAC_EXPORT(m)
