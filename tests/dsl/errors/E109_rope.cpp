// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 256});
#ifdef BAD
  // expected-error@+1 {{rope: needs [batch, heads, length, head size], got f32[batch, seq, 256] [hac-E109]}}
  g.output("y", rope(x));
#else
  g.output("y", rope(split_heads(x, 8)));
#endif
}
HAC_EXPORT(m)
