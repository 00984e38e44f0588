// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto c = g.input("c", i32, {B, 3});
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+2 {{where: needs a bool tensor, got i32[batch, 3] [hac-E106]}}
  // expected-note@+1 {{compare: x != 0}}
  g.output("out", where(c, x, 0));
#else
  g.output("out", where(c > 0, x, 0));
#endif
}
HAC_EXPORT(m)
