// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 11});
#ifdef BAD
  // expected-error@+1 {{avg_pool2d: needs [batch, channels, height, width], got f32[batch, 9, 11] [hac-E109]}}
  g.output("out", avg_pool2d(x, {.kernel_size = 3}));
#else
  g.output("out", avg_pool2d(unsqueeze(x, 1), {.kernel_size = 3}));
#endif
}
HAC_EXPORT(m)
