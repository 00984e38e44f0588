// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T, 7});
  auto n = g.input("n", f32, {B});
#ifdef BAD
  // expected-error@+1 {{masked_mean: needs an integer tensor, got f32[batch] [hac-E105]}}
  g.output("out", masked_mean(x, n));
#else
  g.output("out", masked_mean(x, cast(n, i32)));
#endif
}
HAC_EXPORT(m)
