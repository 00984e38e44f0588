// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9});
#ifdef BAD
  // expected-error@+1 {{max_pool1d: needs [batch, seq, channels], got f32[batch, 9] [hac-E109]}}
  g.output("out", max_pool1d(x, {.kernel_size = 3}));
#else
  g.output("out", max_pool1d(unsqueeze(x, 2), {.kernel_size = 3}));
#endif
}
HAC_EXPORT(m)
