// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
  auto y = g.input("y", boolean, {B, 3});
#ifdef BAD
  // expected-error@+1 {{bit_xor: needs a bool or integer tensor, got f32[batch, 3] [hac-E106]}}
  g.output("out", x ^ y);
#else
  g.output("out", (x != 0) ^ y);
#endif
}
HAC_EXPORT(m)
