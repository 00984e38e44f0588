// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 5});
  // expected-note@+1 {{the tensor i32[batch, 1] comes from here}}
  auto n = g.input("n", i32, {B, 1});
#ifdef BAD
  // expected-error@+1 {{grad: a loss has no derivative by i32[batch, 1] [hac-E810]}}
  g.output("dn", grad(sum(x * cast(n, f32)), n));
#else
  g.output("dx", grad(sum(x * cast(n, f32)), x));
#endif
}
HAC_EXPORT(m)
