// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
  // expected-note@+1 {{first declared here; to share a weight pass the same tensor, to tell two modules apart give a prefix: g.module(m, "left")}}
  auto a = g.module(nn::Linear{3, 3, .bias = false}, "a");
#ifdef BAD
  // expected-error@+1 {{parameter `a.weight` is declared twice [hac-E003]}}
  auto b = g.module(nn::Linear{3, 3, .bias = false}, "a");
#else
  auto b = g.module(nn::Linear{3, 3}, "b");
#endif
  g.output("out", b(a(x)));
}
HAC_EXPORT(m)
