// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto s = g.state("s", f32, {3});
  // expected-note@+1 {{it is made here}}
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{update: the first argument is no state or buffer of this function: f32[3] [hac-E017]}}
  g.update(x, s + x);
#else
  g.update(s, s + x);
#endif
}
HAC_EXPORT(m)
