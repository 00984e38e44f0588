// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  // expected-note@+1 {{the logits f32[batch, 5] comes from here}}
  auto x = g.input("x", f32, {B, 5});
  auto y = g.input("y", i32, {B});
  auto w = g.input("w", f32, {6});
#ifdef BAD
  // expected-error@+1 {{cross_entropy: weight must be f32[5], got f32[6] [hac-E813]}}
  g.output("loss", cross_entropy(x, y, {.weight = w}));
#else
  g.output("loss", cross_entropy(x, y, {.weight = slice(w, 0, 1)}));
#endif
}
HAC_EXPORT(m)
