// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Bias {
  parameter b{f32, {1}};
  constexpr Tensor operator()(Tensor x) const { return x + b; }
};

constexpr void m(graph &g) {
#ifdef BAD
  // expected-error@+1 {{parameter `b` has a size of 0: [0] [hac-E024]}}
  auto net = g.module(Bias{.b{f32, {0}}});
#else
  auto net = g.module(Bias{});
#endif
  g.output("out", net(g.input("x", f32, {3})));
}
HAC_EXPORT(m)
