// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{reshape: -1 cannot be inferred for f32[batch, 6]: 4 does not divide 6 for every allowed size [hac-E606]}}
  g.output("out", reshape(x, {B, 4, -1}));
#else
  g.output("out", reshape(x, {B, 3, -1}));
#endif
}
HAC_EXPORT(m)
