// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
  auto y = g.input("y", f32, {B, 4});
#ifdef BAD
  // expected-error@+1 {{concat: axis 2 is out of range for f32[batch, 3] [hac-E108]}}
  g.output("out", concat({x, y}, 2));
#else
  g.output("out", concat({x, y}, 1));
#endif
}
HAC_EXPORT(m)
