// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
#ifdef BAD
  // expected-error@+1 {{logsumexp: axis 1 is named twice for f32[batch, seq] [hac-E111]}}
  g.output("out", logsumexp(x, {1, -1}));
#else
  g.output("out", logsumexp(x, {0, -1}));
#endif
}
HAC_EXPORT(m)
