// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{split: the sizes add up to 5, dimension 1 of f32[batch, 6] is 6 [hac-E603]}}
  g.output("out", split(x, {2, 3})[0]);
#else
  g.output("out", split(x, {2, 4})[0]);
#endif
}
HAC_EXPORT(m)
