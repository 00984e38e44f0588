// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {9, 6});
  auto w = g.input("w", f32, {10, 6, 3});
#ifdef BAD
  // expected-error@+1 {{conv1d: needs [batch, seq, channels], got f32[9, 6] [hac-E109]}}
  g.output("out", conv1d(x, w));
#else
  g.output("out", conv1d(unsqueeze(x, 0), w));
#endif
}
HAC_EXPORT(m)
