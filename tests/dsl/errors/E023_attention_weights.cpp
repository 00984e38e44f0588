// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto B = dyn("batch"), T = dyn("seq");
  auto q = g.input("q", f32, {B, 8, T, 32});
  auto k = g.input("k", f32, {B, 2, T, 32});
  auto v = g.input("v", f32, {B, 2, T, 48});
#ifdef BAD
  // expected-error@+2 {{attention_weights: the mask has more than 64 operations, arguments and constants included [hac-E023]}}
  // expected-note@+1 {{compute a tensor with ops and read that, or split the work in two}}
  g.output("y", attention_weights(q, k, v, [](auto q, auto k) {
      auto s = q;
      for (int i = 0; i < 59; i++)
        s = s + k;
      return s < 0;
    }).out);
#else
  g.output("y", attention_weights(q, k, v, [](auto q, auto k) {
      auto s = q;
      for (int i = 0; i < 58; i++)
        s = s + k;
      return s < 0;
    }).out);
#endif
}
HAC_EXPORT(m)
