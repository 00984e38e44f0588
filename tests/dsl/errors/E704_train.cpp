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
  // expected-error@+1 {{train: a gradient cannot be taken inside a body [hac-E704]}}
  auto y = iterate(2, [&](Tensor t) { return train(mean(square(net(x))) + sum(t), sgd{}); }, full(g, f32, {}, 0));
#else
  auto y = train(mean(square(net(x))), sgd{});
#endif
  g.output("y", y);
}
HAC_EXPORT(m)
