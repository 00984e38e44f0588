// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f16, {B, 12, 5, 5});
  auto w = g.input("w", f32, {12});
#ifdef BAD
  // expected-error@+2 {{group_norm: element types differ: f16[batch, 12, 5, 5] and f32[12] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f16)}}
  g.output("out", group_norm(x, 4, w));
#else
  g.output("out", group_norm(x, 4, cast(w, f16)));
#endif
}
HAC_EXPORT(m)
