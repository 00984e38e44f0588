// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
  auto m = g.input("m", f32, {3});
  auto v = g.input("v", f32, {3});
#ifdef BAD
  // expected-error@+1 {{batch_norm: needs rank 2, 3 or 4, got f32[3] [hac-E109]}}
  g.output("out", batch_norm(x, m, v));
#else
  g.output("out", batch_norm(unsqueeze(x, 0), m, v));
#endif
}
HAC_EXPORT(m)
