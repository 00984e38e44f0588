// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T, 3});
#ifdef BAD
  // expected-error@+1 {{flatten: axis 3 is out of range for f32[batch, seq, 3] [hac-E108]}}
  g.output("out", flatten(x, 1, 3));
#else
  g.output("out", flatten(x, 1, 2));
#endif
}
HAC_EXPORT(m)
