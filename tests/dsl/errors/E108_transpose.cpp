// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{transpose: axis 2 is out of range for f32[batch, 3] [hac-E108]}}
  g.output("out", transpose(x, 1, 2));
#else
  g.output("out", transpose(x, 0, 1));
#endif
}
HAC_EXPORT(m)
