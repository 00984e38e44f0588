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
  // expected-error@+1 {{train: the loss depends on a gradient; second derivatives are not supported [hac-E812]}}
  train(sum(square(grad(loss, x))), sgd{});
#else
  train(loss, sgd{});
#endif
}
HAC_EXPORT(m)
