// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch"), T = dyn("seq");

constexpr void m(graph &g) {
  // expected-note@+1 {{the operand f32[batch, seq, 6] comes from here}}
  auto x = g.input("x", f32, {B, T, 6});
#ifdef BAD
  // expected-error@+2 {{glu: 2 equal parts do not make dimension 1 of f32[batch, seq, 6] [hac-E603]}}
  // expected-note@+1 {{give the symbol .multiple_of = 2 in dyn()}}
  g.output("out", glu(x, 1));
#else
  g.output("out", glu(x, 2));
#endif
}
HAC_EXPORT(m)
