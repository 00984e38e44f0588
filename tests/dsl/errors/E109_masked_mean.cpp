// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
  auto n = g.input("n", i32, {B});
#ifdef BAD
  // expected-error@+1 {{masked_mean: needs [batch, seq, channels], got f32[batch, seq] [hac-E109]}}
  g.output("out", masked_mean(x, n));
#else
  g.output("out", masked_mean(unsqueeze(x, 2), n));
#endif
}
HAC_EXPORT(m)
