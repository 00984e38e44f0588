// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  // expected-note@+1 {{the input f32[batch, seq, 64] comes from here}}
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+2 {{split_heads: 12 heads do not divide the 64 channels of f32[batch, seq, 64] [hac-E407]}}
  // expected-note@+1 {{64 = 12 * 5 + 4}}
  g.output("y", split_heads(x, 12));
#else
  g.output("y", split_heads(x, 16));
#endif
}
HAC_EXPORT(m)
