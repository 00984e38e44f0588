// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto idx = g.input("idx", u8, {B, 3});
#ifdef BAD
  // expected-error@+1 {{gather: indices must be i32 or i64, got u8[batch, 3] [hac-E501]}}
  g.output("out", gather(x, 1, idx));
#else
  g.output("out", gather(x, 1, cast(idx, i32)));
#endif
}
HAC_EXPORT(m)
