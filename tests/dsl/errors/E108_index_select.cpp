// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 7});
  auto idx = g.input("idx", i32, {3});
#ifdef BAD
  // expected-error@+1 {{index_select: axis 2 is out of range for f32[batch, 7] [hac-E108]}}
  g.output("out", index_select(x, 2, idx));
#else
  g.output("out", index_select(x, 1, idx));
#endif
}
HAC_EXPORT(m)
