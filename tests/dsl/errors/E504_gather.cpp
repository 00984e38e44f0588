// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  // expected-note@+1 {{the index i32[3] comes from here}}
  auto idx = g.input("idx", i32, {3});
#ifdef BAD
  // expected-error@+1 {{gather: the index must have the shape of f32[batch, 7] outside axis 1, got i32[3] [hac-E504]}}
  g.output("out", gather(x, 1, idx));
#else
  g.output("out", index_select(x, 1, idx));
#endif
}
HAC_EXPORT(m)
