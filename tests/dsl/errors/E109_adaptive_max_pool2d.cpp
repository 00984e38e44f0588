// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 11});
#ifdef BAD
  // expected-error@+1 {{adaptive_max_pool2d: needs [batch, channels, height, width], got f32[batch, 9, 11] [hac-E109]}}
  g.output("out", adaptive_max_pool2d(x, 1));
#else
  g.output("out", adaptive_max_pool2d(unsqueeze(x, 1), 1));
#endif
}
HAC_EXPORT(m)
