// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  // expected-note@+1 {{the index i32[batch, 3] comes from here}}
  auto idx = g.input("idx", i32, {B, 3});
#ifdef BAD
  // expected-error@+1 {{index_select: the index must have rank 1, got i32[batch, 3] [hac-E504]}}
  g.output("out", index_select(x, 1, idx));
#else
  g.output("out", gather(x, 1, idx));
#endif
}
HAC_EXPORT(m)
