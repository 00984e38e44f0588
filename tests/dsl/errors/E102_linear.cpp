// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", bf16, {B, 5});
  auto w = g.input("w", f32, {7, 5});
#ifdef BAD
  // expected-error@+2 {{linear: element types differ: bf16[batch, 5] and f32[7, 5] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, bf16)}}
  g.output("out", linear(x, w));
#else
  g.output("out", linear(x, cast(w, bf16)));
#endif
}
HAC_EXPORT(m)
