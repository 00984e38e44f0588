// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, 12, 5, 5});
#ifdef BAD
  // expected-error@+2 {{group_norm: needs a floating-point tensor, got i32[batch, 12, 5, 5] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", group_norm(x, 4));
#else
  g.output("out", group_norm(cast(x, f32), 4));
#endif
}
HAC_EXPORT(m)
