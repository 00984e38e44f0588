// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9});
#ifdef BAD
  // expected-error@+1 {{adaptive_max_pool1d: needs [batch, seq, channels], got f32[batch, 9] [hac-E109]}}
  g.output("out", adaptive_max_pool1d(x, 1));
#else
  g.output("out", adaptive_max_pool1d(unsqueeze(x, 2), 1));
#endif
}
HAC_EXPORT(m)
