// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3, 5});
#ifdef BAD
  // expected-error@+1 {{to_seq: needs [batch, channels, height, width], got f32[batch, 3, 5] [hac-E109]}}
  g.output("out", to_seq(x));
#else
  g.output("out", to_seq(unsqueeze(x, 1)));
#endif
}
HAC_EXPORT(m)
