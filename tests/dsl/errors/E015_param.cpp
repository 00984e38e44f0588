// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Scale {
  parameter w{f32, {1}};
  constexpr Tensor operator()(Tensor x) const { return x * w; }
};

constexpr void m(graph &g) {
  auto x = g.input("x", f32, {dyn("seq")});
#ifdef BAD
  // expected-error@+1 {{parameter `w`: the shape must be constant, got [seq] [hac-E015]}}
  auto net = g.module(Scale{.w{f32, {dyn("seq")}}});
#else
  auto net = g.module(Scale{});
#endif
  g.output("out", net(x));
}
HAC_EXPORT(m)
