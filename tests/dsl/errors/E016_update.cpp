// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  // expected-note@+1 {{the state is declared here}}
  auto s = g.state("s", f32, {3});
#ifdef BAD
  // expected-error@+1 {{update: the state is f32[3], the new value bf16[3] [hac-E016]}}
  g.update(s, cast(s, bf16));
#else
  g.update(s, s + 1);
#endif
}
HAC_EXPORT(m)
