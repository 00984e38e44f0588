// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 35, 3});
#ifdef BAD
  // expected-error@+1 {{to_image: height times width is 30, the length of f32[batch, 35, 3] is 35 [hac-E605]}}
  g.output("out", to_image(x, 5, 6));
#else
  g.output("out", to_image(x, 5, 7));
#endif
}
HAC_EXPORT(m)
