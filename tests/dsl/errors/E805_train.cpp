// RUN: hac --check %s && hac --check -verify -DBAD %s
#include <hac/dsl.h>
using namespace hac;

struct Net {
  nn::Linear fc{5, 3};
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};
constexpr void m(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), 5});
  auto y = g.module<Net>()(x);
#ifdef BAD
  // expected-error@+2 {{train: the loss must be a floating-point tensor of rank 0, got f32[batch, 3] [hac-E805]}}
  // expected-note@+1 {{reduce it: mean(loss)}}
  train(y, sgd{});
#else
  train(sum(y), sgd{});
#endif
}
HAC_EXPORT(m)
