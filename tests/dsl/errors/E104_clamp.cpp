// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", boolean, {B, 3});
#ifdef BAD
  // expected-error@+2 {{clamp: needs numbers, got bool[batch, 3] [hac-E104]}}
  // expected-note@+1 {{convert it: cast(x, f32) or cast(x, i32)}}
  g.output("out", clamp(x, 0, 1));
#else
  g.output("out", clamp(cast(x, i32), 0, 1));
#endif
}
HAC_EXPORT(m)
