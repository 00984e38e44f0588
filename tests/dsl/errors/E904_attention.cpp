// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention: the mask computes with a bool [hac-E904]}}
  // expected-note@+1 {{write where(condition, 1, 0)}}
  g.output("y", attention(q, k, v, [](auto q, auto k) { return (k <= q) * (q - k) < 8; }));
#else
  g.output("y", attention(q, k, v, [](auto q, auto k) { return where(k <= q, q - k, 9) < 8; }));
#endif
}
HAC_EXPORT(m)
