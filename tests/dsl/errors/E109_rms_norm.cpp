// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {7});
#ifdef BAD
  // expected-error@+1 {{rms_norm: cannot normalise the last 2 dimensions of f32[7] [hac-E109]}}
  g.output("out", rms_norm(x, 2));
#else
  g.output("out", rms_norm(x, 1));
#endif
}
HAC_EXPORT(m)
