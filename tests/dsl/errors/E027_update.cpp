// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Counter {
  buffer count{f32, {1}};
  constexpr Tensor operator()(Tensor x) const { return x + count; }
};

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {3});
  auto net = g.module(Counter{});
#ifdef BAD
  // expected-error@+2 {{update: a buffer changes in functions that call train only, and this is none [hac-E027]}}
  // expected-note@+1 {{use g.state for what is kept between calls}}
  g.update(net.count, net.count + 1);
  g.output("out", net(x));
#else
  g.output("out", net(x));
#endif
}
HAC_EXPORT(m)
