// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto x = g.input("x", f32, {B, T, 64});
#ifdef BAD
  // expected-error@+1 {{split_heads: heads is 0, allowed is 1 to 2147483647 [hac-E107]}}
  g.output("y", split_heads(x, 0));
#else
  g.output("y", split_heads(x, 1));
#endif
}
HAC_EXPORT(m)
