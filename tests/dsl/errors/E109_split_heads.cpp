// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch");
  auto x = g.input("x", f32, {B, 64});
#ifdef BAD
  // expected-error@+1 {{split_heads: needs [batch, seq, channels], got f32[batch, 64] [hac-E109]}}
  g.output("y", split_heads(x, 8));
#else
  g.output("y", split_heads(unsqueeze(x, 1), 8));
#endif
}
HAC_EXPORT(m)
