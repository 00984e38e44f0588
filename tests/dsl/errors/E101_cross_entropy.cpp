// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", i32, {B, 5}), y = g.input("y", i32, {B});
#ifdef BAD
  // expected-error@+2 {{cross_entropy: needs a floating-point tensor, got i32[batch, 5] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("loss", cross_entropy(x, y));
#else
  g.output("loss", cross_entropy(cast(x, f32), y));
#endif
}
HAC_EXPORT(m)
