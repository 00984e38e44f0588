// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, T, 3});
  // expected-note@+1 {{the tensor f32[batch, 5, 4] comes from here}}
  auto y = g.input("y", f32, {B, 5, 4});
#ifdef BAD
  // expected-error@+1 {{concat: the shapes differ outside axis 1: f32[batch, seq, 3] and f32[batch, 5, 4] [hac-E601]}}
  g.output("out", concat({x, y}, 1));
#else
  g.output("out", concat({x, slice(y, 2, 0, 3)}, 1));
#endif
}
HAC_EXPORT(m)
