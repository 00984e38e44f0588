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
  train(loss, adamw{});
#ifdef BAD
  // expected-error@+1 {{train: train is called twice in one function [hac-E806]}}
  train(loss * 2, sgd{});
#else
  g.output("loss", loss);
#endif
}
HAC_EXPORT(m)
