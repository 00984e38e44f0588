// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention: the mask divides an integer by something that is no positive integer constant [hac-E903]}}
  // expected-note@+1 {{multiply by a real number, or divide by a constant}}
  g.output("y", attention(q, k, v, dilated(0)));
#else
  g.output("y", attention(q, k, v, dilated(3)));
#endif
}
HAC_EXPORT(m)
