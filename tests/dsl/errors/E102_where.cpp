// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto c = g.input("c", boolean, {B, 3});
  auto x = g.input("x", f32, {B, 3});
  auto y = g.input("y", i32, {B, 3});
#ifdef BAD
  // expected-error@+2 {{where: element types differ: f32[batch, 3] and i32[batch, 3] [hac-E102]}}
  // expected-note@+1 {{there is no implicit conversion: write cast(x, f32)}}
  g.output("out", where(c, x, y));
#else
  g.output("out", where(c, x, cast(y, f32)));
#endif
}
HAC_EXPORT(m)
