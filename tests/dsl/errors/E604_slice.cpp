// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T});
#ifdef BAD
  // expected-error@+2 {{slice: [0, 10) is not inside dimension 1 of f32[batch, seq] for every allowed size [hac-E604]}}
  // expected-note@+1 {{declare seq with .min = 10 in dyn()}}
  g.output("out", slice(x, 1, 0, 10));
#else
  g.output("out", slice(x, 1, 0, 1));
#endif
}
HAC_EXPORT(m)
