// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto c = g.input("c", boolean, {B, 3});
  auto x = g.input("x", i32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{where: the number 0.5 does not fit element type i32 [hac-E110]}}
  g.output("out", where(c, x, 0.5));
#else
  g.output("out", where(c, x, 5));
#endif
}
HAC_EXPORT(m)
