// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+1 {{merge_heads: needs [batch, heads, length, head size], got f32[batch, seq, 64] [hac-E109]}}
  g.output("y", merge_heads(x));
#else
  g.output("y", merge_heads(split_heads(x, 8)));
#endif
}
HAC_EXPORT(m)
