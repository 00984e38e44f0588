// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the input f32[batch, 8, seq, 32] comes from here}}
  auto x = g.input("x", f32, {B, 8, T, 32});
#ifdef BAD
  // expected-error@+1 {{rope: the rotated size must be even and from 2 to the head size of f32[batch, 8, seq, 32], got 15 [hac-E414]}}
  g.output("y", rope(x, {.dims = 15}));
#else
  g.output("y", rope(x, {.dims = 16}));
#endif
}
HAC_EXPORT(m)
