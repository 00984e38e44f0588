// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto n = g.input("n", i32, {B, T});
#ifdef BAD
  // expected-error@+2 {{map: the lambda divides an integer by something that is no positive integer constant [hac-E903]}}
  // expected-note@+1 {{multiply by a real number, or divide by a constant}}
  g.output("y", map([](auto a) { return 2 / a; }, n));
#else
  g.output("y", map([](auto a) { return a / 2; }, n));
#endif
}
HAC_EXPORT(m)
