// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{iterate: the body changes the type of state 0 from f32[batch, seq, 64] to f32[batch, seq, 128] [hac-E701]}}
  // expected-note@+1 {{the new state f32[batch, seq, 128] comes from here}}
  g.output("y", iterate(3, [](Tensor s) { return concat({s, s}); }, x));
#else
  g.output("y", iterate(3, [](Tensor s) { return slice(concat({s, s}), 2, 0, 64); }, x));
#endif
}
HAC_EXPORT(m)
