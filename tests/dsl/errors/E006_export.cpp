// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = relu(g.input("x", f32, {3}));
#ifndef BAD
  g.output("out", x);
#endif
}
// expected-error@+2 {{the function `m` has no output and updates nothing [hac-E006]}}
// expected-note@+1 {{add g.output("name", tensor)}}
HAC_EXPORT(m)
