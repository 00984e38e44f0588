// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", boolean, {B, 3});
#ifdef BAD
  // expected-error@+2 {{abs: needs numbers, got bool[batch, 3] [hac-E104]}}
  // expected-note@+1 {{convert it: cast(x, f32) or cast(x, i32)}}
  g.output("out", abs(x));
#else
  g.output("out", abs(cast(x, f32)));
#endif
}
HAC_EXPORT(m)
