// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
#ifdef BAD
  // expected-error@+1 {{var: axis 2 is out of range for f32[batch, seq] [hac-E108]}}
  g.output("out", var(x, 2));
#else
  g.output("out", var(x, 1));
#endif
}
HAC_EXPORT(m)
