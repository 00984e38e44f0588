// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{full: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  g.output("out", full(g, f64, {3}, 0.5));
#else
  g.output("out", full(g, f32, {3}, 0.5));
#endif
}
HAC_EXPORT(m)
