// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {5});
  auto y = g.input("y", i32, {B});
#ifdef BAD
  // expected-error@+1 {{cross_entropy: needs [batch, classes], [batch, seq, classes] or [batch, classes, height, width], got f32[5] [hac-E109]}}
  g.output("loss", cross_entropy(x, y));
#else
  g.output("loss", cross_entropy(broadcast_to(x, {B, 5}), y));
#endif
}
HAC_EXPORT(m)
