// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention_weights: the mask has a number where && || ! or `where` needs a bool [hac-E905]}}
  // expected-note@+1 {{compare: x != 0}}
  g.output("y", attention_weights(q, k, v, [](auto q, auto k) { return k <= q && q - k; }).out);
#else
  g.output("y", attention_weights(q, k, v, [](auto q, auto k) { return k <= q && q - k != 3; }).out);
#endif
}
HAC_EXPORT(m)
