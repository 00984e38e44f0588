// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto start = g.input("start", i32, {});
  auto y = g.input("y", f16, {B, 2});
#ifdef BAD
  // expected-error@+2 {{update_at: element types differ: f32[batch, 7] and f16[batch, 2] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("out", update_at(x, 1, start, y));
#else
  g.output("out", update_at(x, 1, start, cast(y, f32)));
#endif
}
HAC_EXPORT(m)
