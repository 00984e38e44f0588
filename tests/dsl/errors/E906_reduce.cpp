// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
  auto w = g.input("w", f32, {64});
#ifdef BAD
  // expected-error@+2 {{reduce: the lambda reads f32[64] [hac-E906]}}
  // expected-note@+1 {{compute with the tensor before or after reduce}}
  g.output("y", reduce([=](auto a, auto b) { return a + b * w(0); }, 0.0, x));
#else
  g.output("y", reduce([](auto a, auto b) { return a + b; }, 0.0, x * w));
#endif
}
HAC_EXPORT(m)
