// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6, 9, 11});
  auto w = g.input("w", f32, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+1 {{conv2d: stride is 0, allowed is 1 to 1048576 [hac-E107]}}
  g.output("out", conv2d(x, w, {}, {.stride = 0}));
#else
  g.output("out", conv2d(x, w, {}, {.stride = 1}));
#endif
}
HAC_EXPORT(m)
