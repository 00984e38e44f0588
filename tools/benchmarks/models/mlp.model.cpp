// The feed-forward half of a Transformer layer: WIDTH to INNER to WIDTH features.
#include <hac/dsl.h>
using namespace hac;

struct Mlp {
  nn::Linear fc1{WIDTH, INNER}, fc2{INNER, WIDTH};
  constexpr Tensor operator()(Tensor x) const { return fc2(gelu(fc1(x))); }
};

constexpr void forward(graph &g) {
  auto x = g.input("x", f32, {dyn("rows"), WIDTH});
  g.output("y", g.module<Mlp>()(x));
}
HAC_EXPORT(forward)
