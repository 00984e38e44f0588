// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", u8, {B, 3});
#ifdef BAD
  // expected-error@+1 {{full_like: the number -1 does not fit element type u8 [hac-E110]}}
  g.output("out", full_like(x, -1));
#else
  g.output("out", full_like(x, 255));
#endif
}
HAC_EXPORT(m)
