// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto s = g.state("s", f32, {3});
  // expected-note@+1 {{first written here}}
  g.update(s, s + 1);
#ifdef BAD
  // expected-error@+1 {{update: this state is written twice [hac-E014]}}
  g.update(s, s * 2);
#else
  g.output("out", s * 2);
#endif
}
HAC_EXPORT(m)
