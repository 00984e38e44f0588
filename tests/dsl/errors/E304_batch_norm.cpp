// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the input f32[batch, 3, 5, 5] comes from here}}
  auto x = g.input("x", f32, {B, 3, 5, 5});
  auto m = g.input("m", f32, {5});
  auto v = g.input("v", f32, {3});
#ifdef BAD
  // expected-error@+1 {{batch_norm: running statistics must be f32[3], got f32[5] for f32[batch, 3, 5, 5] [hac-E304]}}
  g.output("out", batch_norm(x, m, v));
#else
  g.output("out", batch_norm(x, slice(m, 0, 2), v));
#endif
}
HAC_EXPORT(m)
