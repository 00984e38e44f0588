// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
#ifdef BAD
  // expected-error@+1 {{prod: axis 1 is named twice for f32[batch, seq] [hac-E111]}}
  g.output("out", prod(x, {1, -1}));
#else
  g.output("out", prod(x, {0, -1}));
#endif
}
HAC_EXPORT(m)
