// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{assert_shape: f32[batch, 3] can never have the shape [batch, 4]: dimension 1 is 3 to 3 against 4 to 4 [hac-E611]}}
  g.output("out", assert_shape(x, {B, 4}));
#else
  g.output("out", assert_shape(x, {2, 3}));
#endif
}
HAC_EXPORT(m)
