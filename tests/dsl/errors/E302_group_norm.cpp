// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, 12, 5, 5] comes from here}}
  auto x = g.input("x", f32, {B, 12, 5, 5});
  auto w = g.input("w", f32, {5});
#ifdef BAD
  // expected-error@+1 {{group_norm: the weight must be [12], got f32[5] for f32[batch, 12, 5, 5] [hac-E302]}}
  g.output("out", group_norm(x, 4, w));
#else
  g.output("out", group_norm(x, 4, pad(w, {{3, 4}})));
#endif
}
HAC_EXPORT(m)
