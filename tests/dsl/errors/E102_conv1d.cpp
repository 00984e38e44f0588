// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 9, 6});
  auto w = g.input("w", f16, {10, 6, 3});
#ifdef BAD
  // expected-error@+2 {{conv1d: element types differ: f32[batch, 9, 6] and f16[10, 6, 3] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("out", conv1d(x, w));
#else
  g.output("out", conv1d(x, cast(w, f32)));
#endif
}
HAC_EXPORT(m)
