// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", boolean, {B, T});
#ifdef BAD
  // expected-error@+2 {{amax: needs numbers, got bool[batch, seq] [hac-E104]}}
  // expected-note@+1 {{convert it: cast(x, f32) or cast(x, i32)}}
  g.output("out", amax(x, 1));
#else
  g.output("out", amax(cast(x, i32), 1));
#endif
}
HAC_EXPORT(m)
