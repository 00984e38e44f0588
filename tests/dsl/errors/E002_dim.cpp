// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
#ifdef BAD
  nn::Linear fc{3, 4};
#else
  auto fc = g.module(nn::Linear{3, 4});
#endif
  // expected-error@+2 {{full: a dim of a tensor that belongs to no graph [hac-E002]}}
  // expected-note@+1 {{bind the module first: auto net = g.module<Net>();}}
  g.output("out", zeros(g, f32, {fc.weight_.dim(0)}));
}
HAC_EXPORT(m)
