// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T, 7});
  auto w = g.input("w", f32, {5});
#ifdef BAD
  // expected-error@+1 {{prelu: the weight must be [1] or [channels], got f32[5] for f32[batch, seq, 7] [hac-E302]}}
  g.output("out", prelu(x, w));
#else
  g.output("out", prelu(slice(x, 2, 0, 5), w));
#endif
}
HAC_EXPORT(m)
