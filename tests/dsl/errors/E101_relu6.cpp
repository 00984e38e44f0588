// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, 3});
#ifdef BAD
  // expected-error@+2 {{relu6: needs a floating-point tensor, got i32[batch, 3] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", relu6(x));
#else
  g.output("out", relu6(cast(x, f32)));
#endif
}
HAC_EXPORT(m)
