// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Net {
  parameter scale{bf16, {5}};
  constexpr Tensor operator()(Tensor x) const { return x * scale; }
};
constexpr void m(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), 5});
  // expected-note@+1 {{the parameter bf16[5] comes from here}}
  auto net = g.module<Net>();
#ifdef BAD
  // expected-error@+2 {{train: a trainable parameter must be f32, got bf16[5] [hac-E809]}}
  // expected-note@+1 {{freeze its module, or declare it f32 and cast it where it is used}}
  train(mean(cast(net(cast(x, bf16)), f32)), sgd{});
#else
  g.output("y", net(cast(x, bf16)));
#endif
}
HAC_EXPORT(m)
