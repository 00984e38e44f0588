// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 5});
  auto y = g.input("y", i32, {B});
#ifdef BAD
  // expected-error@+1 {{cross_entropy: label_smoothing is 1.5, allowed is 0 to 1 [hac-E107]}}
  g.output("loss", cross_entropy(x, y, {.label_smoothing = 1.5}));
#else
  g.output("loss", cross_entropy(x, y, {.label_smoothing = 0.5}));
#endif
}
HAC_EXPORT(m)
