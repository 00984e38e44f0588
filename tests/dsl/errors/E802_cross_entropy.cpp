// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  // expected-note@+1 {{the logits f32[batch, 5] comes from here}}
  auto x = g.input("x", f32, {B, 5});
  auto y = g.input("y", i32, {B, 1});
#ifdef BAD
  // expected-error@+1 {{cross_entropy: labels must be [batch] for the logits f32[batch, 5], got i32[batch, 1] [hac-E802]}}
  g.output("loss", cross_entropy(x, y));
#else
  g.output("loss", cross_entropy(x, squeeze(y, 1)));
#endif
}
HAC_EXPORT(m)
