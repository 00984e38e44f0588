// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", u8, {B, 3});
#ifdef BAD
  // expected-error@+1 {{sub: the number 300 does not fit element type u8 [hac-E110]}}
  g.output("out", x - 300);
#else
  g.output("out", cast(x, i32) - 300);
#endif
}
HAC_EXPORT(m)
