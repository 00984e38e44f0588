// One linear layer: IN to OUT features.
#include <hac/dsl.h>
using namespace hac;

constexpr void forward(graph &g) {
  auto x = g.input("x", f32, {dyn("rows"), IN});
  g.output("y", g.module(nn::Linear{IN, OUT})(x));
}
HAC_EXPORT(forward)
