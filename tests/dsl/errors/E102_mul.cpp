// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 3});
  auto y = g.input("y", bf16, {B, 3});
#ifdef BAD
  // expected-error@+2 {{mul: element types differ: f32[batch, 3] and bf16[batch, 3] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("out", x * y);
#else
  g.output("out", x * cast(y, f32));
#endif
}
HAC_EXPORT(m)
