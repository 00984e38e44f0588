// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", bf16, {B, 7});
  auto w = g.input("w", f32, {7});
#ifdef BAD
  // expected-error@+2 {{layer_norm: element types differ: bf16[batch, 7] and f32[7] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, bf16)}}
  g.output("out", layer_norm(x, 1, w));
#else
  g.output("out", layer_norm(x, 1, cast(w, bf16)));
#endif
}
HAC_EXPORT(m)
