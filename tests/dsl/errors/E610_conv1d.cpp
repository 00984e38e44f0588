// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch");

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {B, 2, 6});
  auto w = g.input("w", f32, {10, 6, 5});
#ifdef BAD
  // expected-error@+1 {{conv1d: padding of 2 cannot be taken from 2 elements of dimension 1 of f32[batch, 2, 6] [hac-E610]}}
  g.output("out", conv1d(x, w, {}, {.padding = 2, .mode = pad_mode::reflect}));
#else
  g.output("out", conv1d(x, w, {}, {.padding = 2, .mode = pad_mode::circular}));
#endif
}
HAC_EXPORT(m)
