// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", boolean, {B, 3});
#ifdef BAD
  // expected-error@+1 {{ne: a number cannot stand for an element of type bool: 1 [hac-E110]}}
  g.output("out", x != 1);
#else
  g.output("out", cast(x, u8) != 1);
#endif
}
HAC_EXPORT(m)
