// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 5});
  auto v = g.input("v", f32, {5});
#ifdef BAD
  // expected-error@+1 {{matmul: needs rank 2 or more, got f32[5] [hac-E109]}}
  g.output("out", matmul(x, v));
#else
  g.output("out", matmul(x, unsqueeze(v, 1)));
#endif
}
HAC_EXPORT(m)
