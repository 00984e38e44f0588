// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{glu: axis 2 is out of range for f32[batch, 6] [hac-E108]}}
  g.output("out", glu(x, 2));
#else
  g.output("out", glu(x, 1));
#endif
}
HAC_EXPORT(m)
