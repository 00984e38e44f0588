// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", i32, {B, 8, T, 32});
#ifdef BAD
  // expected-error@+2 {{rope: needs a floating-point tensor, got i32[batch, 8, seq, 32] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("y", rope(x));
#else
  g.output("y", rope(cast(x, f32)));
#endif
}
HAC_EXPORT(m)
