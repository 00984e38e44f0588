// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 6, 9, 11});
  auto w = g.input("w", f32, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+2 {{conv2d: padding = same needs stride 1, got 2 [hac-E209]}}
  // expected-note@+1 {{write the padding as a number: .padding = 1}}
  g.output("out", conv2d(x, w, {}, {.stride = 2, .padding = same}));
#else
  g.output("out", conv2d(x, w, {}, {.stride = 2, .padding = 1}));
#endif
}
HAC_EXPORT(m)
