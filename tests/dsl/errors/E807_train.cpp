// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Net {
  nn::Linear fc{5, 3};
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};
constexpr void m(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), 5});
  auto net = g.module<Net>();
#ifdef BAD
  // expected-error@+2 {{train: the loss depends on no trainable parameter [hac-E807]}}
  // expected-note@+1 {{the loss f32[] comes from here}}
  train(mean(x), sgd{});
#else
  train(mean(net(x)), sgd{});
#endif
}
HAC_EXPORT(m)
