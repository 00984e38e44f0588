// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto a = g.input("a", f32, {B, 5}), b = g.input("b", bf16, {B, 5});
#ifdef BAD
  // expected-error@+2 {{l1_loss: element types differ: f32[batch, 5] and bf16[batch, 5] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("loss", l1_loss(a, b));
#else
  g.output("loss", l1_loss(a, cast(b, f32)));
#endif
}
HAC_EXPORT(m)
