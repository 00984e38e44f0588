// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 35});
#ifdef BAD
  // expected-error@+1 {{to_image: needs [batch, seq, channels], got f32[batch, 35] [hac-E109]}}
  g.output("out", to_image(x, 5, 7));
#else
  g.output("out", to_image(unsqueeze(x, 2), 5, 7));
#endif
}
HAC_EXPORT(m)
