// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6, 9, 11});
  auto w = g.input("w", f32, {10, 2, 3, 5});
#ifdef BAD
  // expected-error@+1 {{conv2d: 3 groups do not divide the 10 output channels of f32[10, 2, 3, 5] [hac-E207]}}
  g.output("out", conv2d(x, w, {}, {.groups = 3}));
#else
  g.output("out", conv2d(x, slice(w, 0, 0, 9), {}, {.groups = 3}));
#endif
}
HAC_EXPORT(m)
