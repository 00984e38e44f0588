// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, 8, T, 32});
  auto positions = g.input("positions", i32, {B, T});
#ifdef BAD
  // expected-error@+2 {{rope: positions must be an integer tensor [], [seq] or [batch, seq] for f32[batch, 8, seq, 32], got i32[seq, batch] [hac-E416]}}
  // expected-note@+1 {{the positions i32[seq, batch] comes from here}}
  g.output("y", rope(x, {}, transpose(positions)));
#else
  g.output("y", rope(x, {}, positions));
#endif
}
HAC_EXPORT(m)
