// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+1 {{constant: 3 values for the shape [2, 2] of 4 elements; at most 65536 are allowed [hac-E612]}}
  g.output("out", constant(g, f32, {2, 2}, {1, 2, 3}));
#else
  g.output("out", constant(g, f32, {2, 2}, {1, 2, 3, 4}));
#endif
}
HAC_EXPORT(m)
