// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{constant: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  g.output("out", constant(g, f64, {2}, {1, 0.5}));
#else
  g.output("out", constant(g, bf16, {2}, {1, 0.5}));
#endif
}
HAC_EXPORT(m)
