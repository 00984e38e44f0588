// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3, 5, 5});
  auto m = g.input("m", f32, {3});
  auto v = g.input("v", f32, {3});
#ifdef BAD
  // expected-error@+1 {{batch_norm: eps is 0, it must be positive [hac-E107]}}
  g.output("out", batch_norm(x, m, v, {}, {}, {.eps = 0}));
#else
  g.output("out", batch_norm(x, m, v, {}, {}, {.eps = 1e-3}));
#endif
}
HAC_EXPORT(m)
