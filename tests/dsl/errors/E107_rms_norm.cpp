// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
#ifdef BAD
  // expected-error@+1 {{rms_norm: dims is 0, allowed is 1 to 8 [hac-E107]}}
  g.output("out", rms_norm(x, 0));
#else
  g.output("out", rms_norm(x, 1));
#endif
}
HAC_EXPORT(m)
