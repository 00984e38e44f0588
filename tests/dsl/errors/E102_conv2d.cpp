// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6, 9, 11});
  auto w = g.input("w", f16, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+2 {{conv2d: element types differ: f32[batch, 6, 9, 11] and f16[10, 6, 3, 5] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("out", conv2d(x, w));
#else
  g.output("out", conv2d(x, cast(w, f32)));
#endif
}
HAC_EXPORT(m)
