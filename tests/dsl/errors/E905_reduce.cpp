// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{reduce: the lambda has a number where && || ! or `where` needs a bool [hac-E905]}}
  // expected-note@+1 {{compare: x != 0}}
  g.output("y", reduce([](auto a, auto b) { return where(a && b, a, b); }, 0.0, x));
#else
  g.output("y", reduce([](auto a, auto b) { return where(a > b && a > 0, a, b); }, 0.0, x));
#endif
}
HAC_EXPORT(m)
