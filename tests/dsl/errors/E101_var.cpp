// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, T});
#ifdef BAD
  // expected-error@+2 {{var: needs a floating-point tensor, got i32[batch, seq] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", var(x, 1));
#else
  g.output("out", var(cast(x, f32), 1));
#endif
}
HAC_EXPORT(m)
