// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {12});
#ifdef BAD
  // expected-error@+1 {{group_norm: needs rank 2, 3 or 4, got f32[12] [hac-E109]}}
  g.output("out", group_norm(x, 4));
#else
  g.output("out", group_norm(unsqueeze(x, 0), 4));
#endif
}
HAC_EXPORT(m)
