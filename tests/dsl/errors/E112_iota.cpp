// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{iota: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  g.output("out", iota(g, f64, {3}));
#else
  g.output("out", iota(g, f32, {3}));
#endif
}
HAC_EXPORT(m)
