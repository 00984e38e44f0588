// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+1 {{full: the number 0.5 does not fit element type i32 [hac-E110]}}
  g.output("out", full(g, i32, {3}, 0.5));
#else
  g.output("out", full(g, f32, {3}, 0.5));
#endif
}
HAC_EXPORT(m)
