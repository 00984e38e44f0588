// A linear layer with no size that a register tile divides.
#include <hac/dsl.h>
using namespace hac;

constexpr auto batch = dyn("batch", {.max = 200});

struct Layer {
  nn::Linear fc{70, 50};
  constexpr Tensor operator()(Tensor x) const { return relu(fc(x)); }
};

constexpr void apply(graph &g) {
  auto x = g.input("x", f32, {batch, 70});
  g.output("y", g.module<Layer>()(x));
}
HAC_EXPORT(apply)
