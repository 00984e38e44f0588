// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{tile: 1 counts for f32[batch, 6] [hac-E610]}}
  g.output("out", tile(x, {2}));
#else
  g.output("out", tile(x, {1, 2}));
#endif
}
HAC_EXPORT(m)
