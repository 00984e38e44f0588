// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
  // expected-note@+1 {{the tensor f32[batch, 4] comes from here}}
  auto y = g.input("y", f32, {B, 4});
#ifdef BAD
  // expected-error@+1 {{stack: all tensors must have one type and shape: f32[batch, 3] and f32[batch, 4] [hac-E601]}}
  g.output("out", stack({x, y}));
#else
  g.output("out", stack({x, slice(y, 1, 1)}));
#endif
}
HAC_EXPORT(m)
