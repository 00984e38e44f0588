// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+2 {{input: f64 is not a type of compiled functions [hac-E112]}}
  // expected-note@+1 {{write f32}}
  auto x = g.input("x", f64, {3});
#else
  auto x = g.input("x", f32, {3});
#endif
  g.output("out", x);
}
HAC_EXPORT(m)
