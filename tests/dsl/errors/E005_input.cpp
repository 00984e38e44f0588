// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  // expected-note@+1 {{first used here}}
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{input: the name `x` is used twice among inputs, outputs and states [hac-E005]}}
  auto y = g.input("x", f32, {3});
#else
  auto y = g.input("y", f32, {3});
#endif
  g.output("out", x + y);
}
HAC_EXPORT(m)
