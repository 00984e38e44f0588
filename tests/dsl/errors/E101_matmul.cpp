// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", i32, {B, 5});
  auto w = g.input("w", i32, {5, 7});
#ifdef BAD
  // expected-error@+2 {{matmul: needs a floating-point tensor, got i32[batch, 5] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", matmul(x, w));
#else
  g.output("out", matmul(cast(x, f32), cast(w, f32)));
#endif
}
HAC_EXPORT(m)
