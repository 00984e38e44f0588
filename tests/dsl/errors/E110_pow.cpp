// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f16, {B, 3});
#ifdef BAD
  // expected-error@+1 {{pow: the number 100000 does not fit element type f16 [hac-E110]}}
  g.output("out", pow(x, 1e5));
#else
  g.output("out", pow(x, 1e4));
#endif
}
HAC_EXPORT(m)
