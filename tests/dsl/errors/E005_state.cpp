// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  // expected-note@+1 {{first used here}}
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{state: the name `x` is used twice among inputs, outputs and states [hac-E005]}}
  auto s = g.state("x", f32, {3});
#else
  auto s = g.state("s", f32, {3});
#endif
  g.update(s, s + x);
}
HAC_EXPORT(m)
