// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{select: [6, 7) is not inside dimension 1 of f32[batch, 6] [hac-E604]}}
  g.output("out", select(x, 1, 6));
#else
  g.output("out", select(x, 1, -1));
#endif
}
HAC_EXPORT(m)
