// Functions whose fusion groups groups_test.cpp asks for: names, lines, costs.
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch", {.min = 0, .max = 64}), S = dyn("seq", {.min = 2, .max = 512, .multiple_of = 2});

struct Twice {
  nn::Linear first{48, 96}, second{96, 48};
  constexpr Tensor operator()(Tensor x) const {
    return second(relu( // line 10
        first(x)));     // line 11
  }
};
constexpr void twice(graph &g) {
  g.output("y", g.module<Twice>()(g.input("x", f32, {B, S, 48})));
}
constexpr void half(graph &g) {
  auto x = g.input("x", f32, {g.dim(S) / 2, 20});
  g.output("y", exp(x) + 1.0f);
}
HAC_EXPORT(twice)
HAC_EXPORT(half)
