// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{split: axis 2 is out of range for f32[batch, 6] [hac-E108]}}
  g.output("out", split(x, {2, 4}, 2)[0]);
#else
  g.output("out", split(x, {2, 4}, 1)[0]);
#endif
}
HAC_EXPORT(m)
