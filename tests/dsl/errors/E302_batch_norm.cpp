// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, 3, 5, 5] comes from here}}
  auto x = g.input("x", f32, {B, 3, 5, 5});
  auto m = g.input("m", f32, {3});
  auto v = g.input("v", f32, {3});
  auto w = g.input("w", f32, {5});
#ifdef BAD
  // expected-error@+1 {{batch_norm: the weight must be [3], got f32[5] for f32[batch, 3, 5, 5] [hac-E302]}}
  g.output("out", batch_norm(x, m, v, w));
#else
  g.output("out", batch_norm(x, m, v, slice(w, 0, 0, 3)));
#endif
}
HAC_EXPORT(m)
