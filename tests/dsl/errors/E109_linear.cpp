// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {});
  auto w = g.input("w", f32, {7, 1});
#ifdef BAD
  // expected-error@+1 {{linear: needs rank 1 or more, got f32[] [hac-E109]}}
  g.output("out", linear(x, w));
#else
  g.output("out", linear(unsqueeze(x, 0), w));
#endif
}
HAC_EXPORT(m)
