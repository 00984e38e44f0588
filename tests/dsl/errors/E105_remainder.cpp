// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{remainder: needs an integer tensor, got f32[batch, 3] [hac-E105]}}
  g.output("out", x % 2);
#else
  g.output("out", cast(x, i32) % 2);
#endif
}
HAC_EXPORT(m)
