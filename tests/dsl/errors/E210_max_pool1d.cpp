// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 6});
#ifdef BAD
  // expected-error@+1 {{max_pool1d: padding 2 is more than half of kernel_size 3 [hac-E210]}}
  g.output("out", max_pool1d(x, {.kernel_size = 3, .padding = 2}));
#else
  g.output("out", max_pool1d(x, {.kernel_size = 3, .padding = 1}));
#endif
}
HAC_EXPORT(m)
