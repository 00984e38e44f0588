// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 6});
#ifdef BAD
  // expected-error@+2 {{avg_pool1d: ceil_mode needs stride + padding <= kernel_size, got 3 + 0 and 2 [hac-E212]}}
  // expected-note@+1 {{else the last window could begin beyond the input}}
  g.output("out", avg_pool1d(x, {.kernel_size = 2, .stride = 3, .ceil_mode = true}));
#else
  g.output("out", avg_pool1d(x, {.kernel_size = 3, .stride = 3, .ceil_mode = true}));
#endif
}
HAC_EXPORT(m)
