// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{state: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  auto s = g.state("s", f64, {3});
#else
  auto s = g.state("s", f32, {3});
#endif
  g.update(s, s + 1);
}
HAC_EXPORT(m)
