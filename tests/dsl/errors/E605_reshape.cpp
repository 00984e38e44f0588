// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  // expected-note@+1 {{the operand f32[batch, 6] comes from here}}
  auto x = g.input("x", f32, {B, 6});
#ifdef BAD
  // expected-error@+1 {{reshape: the number of elements changes: f32[batch, 6] to [batch, 7]: 6 against 7 [hac-E605]}}
  g.output("out", reshape(x, {B, 7}));
#else
  g.output("out", reshape(x, {B, 2, 3}));
#endif
}
HAC_EXPORT(m)
