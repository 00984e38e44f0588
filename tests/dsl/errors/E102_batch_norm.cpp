// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f16, {B, 3, 5, 5});
  auto m = g.input("m", f32, {3});
  auto v = g.input("v", f32, {3});
  auto w = g.input("w", f32, {3});
#ifdef BAD
  // expected-error@+2 {{batch_norm: element types differ: f16[batch, 3, 5, 5] and f32[3] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f16)}}
  g.output("out", batch_norm(x, m, v, w));
#else
  g.output("out", batch_norm(x, m, v, cast(w, f16)));
#endif
}
HAC_EXPORT(m)
