// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 1});
#ifdef BAD
  // expected-error@+1 {{squeeze: axis 2 is out of range for f32[batch, 1] [hac-E108]}}
  g.output("out", squeeze(x, 2));
#else
  g.output("out", squeeze(x, 1));
#endif
}
HAC_EXPORT(m)
