// Two scores of four features.
#include "width.h"

#include <hac/dsl.h>
using namespace hac;

constexpr auto batch = dyn("batch", {.max = 16});

struct Net {
  nn::Linear head{width, 2};
  constexpr Tensor operator()(Tensor x) const { return relu(head(x)); }
};

constexpr void scores(graph &g) {
  auto x = g.input("x", f32, {batch, width});
  g.output("y", g.module<Net>()(x));
}
HAC_EXPORT(scores)
