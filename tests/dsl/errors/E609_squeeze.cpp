// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the operand f32[batch, 1] comes from here}}
  auto x = g.input("x", f32, {B, 1});
#ifdef BAD
  // expected-error@+1 {{squeeze: dimension 0 of f32[batch, 1] is batch, not 1 [hac-E609]}}
  g.output("out", squeeze(x, 0));
#else
  g.output("out", squeeze(x, 1));
#endif
}
HAC_EXPORT(m)
