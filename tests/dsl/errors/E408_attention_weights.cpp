// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention_weights: the mask must return a bool [hac-E408]}}
  // expected-note@+1 {{compare: [](auto q, auto k) { return k <= q; }}}
  g.output("y", attention_weights(q, k, v, [](auto q, auto k) { return q - k; }).out);
#else
  g.output("y", attention_weights(q, k, v, [](auto q, auto k) { return q - k <= 4; }).out);
#endif
}
HAC_EXPORT(m)
