// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {6, 9, 11});
  auto w = g.input("w", f32, {10, 6, 3, 5});
#ifdef BAD
  // expected-error@+1 {{conv2d: needs [batch, channels, height, width], got f32[6, 9, 11] [hac-E109]}}
  g.output("out", conv2d(x, w));
#else
  g.output("out", conv2d(unsqueeze(x, 0), w));
#endif
}
HAC_EXPORT(m)
