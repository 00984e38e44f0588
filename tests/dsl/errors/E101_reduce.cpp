// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto n = g.input("n", i32, {B, T});
#ifdef BAD
  // expected-error@+2 {{reduce: needs a floating-point tensor, got i32[batch, seq] [hac-E101]}}
  // expected-note@+1 {{convert it: cast(x, f32)}}
  g.output("y", reduce([](auto a, auto b) { return a + b; }, 0.0, n));
#else
  g.output("y", reduce([](auto a, auto b) { return a + b; }, 0.0, cast(n, f32)));
#endif
}
HAC_EXPORT(m)
