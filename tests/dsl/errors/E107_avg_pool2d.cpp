// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6, 9, 11});
#ifdef BAD
  // expected-error@+1 {{avg_pool2d: stride is -1, allowed is 1 to 1048576 [hac-E107]}}
  g.output("out", avg_pool2d(x, {.kernel_size = 3, .stride = -1}));
#else
  g.output("out", avg_pool2d(x, {.kernel_size = 3, .stride = 1}));
#endif
}
HAC_EXPORT(m)
