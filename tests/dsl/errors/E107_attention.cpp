// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+1 {{attention: the count of head group 1 is 0, allowed is 1 to 8 [hac-E107]}}
  g.output("y", attention(q, k, v, {{.count = 8}, {.count = 0}}));
#else
  g.output("y", attention(q, k, v, {{.count = 7}, {.count = 1}}));
#endif
}
HAC_EXPORT(m)
