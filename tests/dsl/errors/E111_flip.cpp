// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{flip: axis 1 is named twice for f32[batch, 6] [hac-E111]}}
  g.output("out", flip(x, {1, 1}));
#else
  g.output("out", flip(x, {0, 1}));
#endif
}
HAC_EXPORT(m)
