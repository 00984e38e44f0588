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
  auto lr = g.input("lr", f32, {1});
#ifdef BAD
  // expected-error@+1 {{train: the learning rate must be a number or an f32 tensor of rank 0, got f32[1] [hac-E808]}}
  train(loss, adam{.lr = lr});
#else
  train(loss, adam{.lr = squeeze(lr, 0)});
#endif
}
HAC_EXPORT(m)
