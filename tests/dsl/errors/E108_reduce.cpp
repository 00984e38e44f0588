// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+1 {{reduce: axis 3 is out of range for f32[batch, seq, 64] [hac-E108]}}
  g.output("y", reduce([](auto a, auto b) { return a + b; }, 0.0, x, 3));
#else
  g.output("y", reduce([](auto a, auto b) { return a + b; }, 0.0, x, -1));
#endif
}
HAC_EXPORT(m)
