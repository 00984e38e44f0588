// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", u8, {B, 9, 6});
#ifdef BAD
  // expected-error@+2 {{avg_pool1d: needs a floating-point tensor, got u8[batch, 9, 6] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("out", avg_pool1d(x, {.kernel_size = 3}));
#else
  g.output("out", avg_pool1d(cast(x, f32), {.kernel_size = 3}));
#endif
}
HAC_EXPORT(m)
