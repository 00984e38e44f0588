// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
#ifdef BAD
  // expected-error@+1 {{parameter `optim.weight`: names that begin with `optim.` or `hac.` belong to training state [hac-E004]}}
  auto a = g.module(nn::Linear{3, 3, .bias = false}, "optim");
#else
  auto a = g.module(nn::Linear{3, 3, .bias = false}, "optimum");
#endif
  g.output("out", a(x));
}
HAC_EXPORT(m)
