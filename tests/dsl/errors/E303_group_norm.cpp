// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 12, 5, 5});
#ifdef BAD
  // expected-error@+1 {{group_norm: 5 groups do not divide the 12 channels of f32[batch, 12, 5, 5] [hac-E303]}}
  g.output("out", group_norm(x, 5));
#else
  g.output("out", group_norm(x, 6));
#endif
}
HAC_EXPORT(m)
