// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  // expected-note@+1 {{the operand f32[batch, 3] comes from here}}
  auto x = g.input("x", f32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{broadcast_to: f32[batch, 3] does not broadcast to [seq, 3] [hac-E608]}}
  g.output("out", broadcast_to(x, {T, 3}));
#else
  g.output("out", broadcast_to(x, {5, B, 3}));
#endif
}
HAC_EXPORT(m)
