// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 5});
  auto y = g.input("y", f32, {B});
#ifdef BAD
  // expected-error@+1 {{cross_entropy: labels must be i32 or i64, got f32[batch] [hac-E801]}}
  g.output("loss", cross_entropy(x, y));
#else
  g.output("loss", cross_entropy(x, cast(y, i32)));
#endif
}
HAC_EXPORT(m)
