// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  // expected-note@+1 {{first used here}}
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{output: the name `x` is used twice among inputs, outputs and states [hac-E005]}}
  g.output("x", x + 1);
#else
  g.output("out", x + 1);
#endif
}
HAC_EXPORT(m)
