// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+1 {{iota: axis 1 is out of range for [3] [hac-E108]}}
  g.output("out", iota(g, i32, {3}, 1));
#else
  g.output("out", iota(g, i32, {3}, 0));
#endif
}
HAC_EXPORT(m)
