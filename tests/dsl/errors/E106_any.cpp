// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, T});
#ifdef BAD
  // expected-error@+2 {{any: needs a bool tensor, got i32[batch, seq] [hac-E106]}}
  // expected-note@+1 {{compare: x != 0}}
  g.output("out", any(x, 1));
#else
  g.output("out", any(x != 0, 1));
#endif
}
HAC_EXPORT(m)
