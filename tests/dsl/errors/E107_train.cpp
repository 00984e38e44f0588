// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Net {
  nn::Linear fc{5, 3};
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};
constexpr void m(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), 5});
  auto loss = mean(square(g.module<Net>()(x)));
#ifdef BAD
  // expected-error@+1 {{train: nesterov needs a momentum and no dampening [hac-E107]}}
  train(loss, sgd{.lr = 0.1, .nesterov = true});
#else
  train(loss, sgd{.lr = 0.1, .momentum = 0.9, .nesterov = true});
#endif
}
HAC_EXPORT(m)
