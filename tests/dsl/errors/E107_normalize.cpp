// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{normalize: eps is 0, it must be positive [hac-E107]}}
  g.output("out", normalize(x, 1, 0));
#else
  g.output("out", normalize(x, 1, 1e-6));
#endif
}
HAC_EXPORT(m)
