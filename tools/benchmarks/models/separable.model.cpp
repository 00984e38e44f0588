// A depthwise and a 1x1 convolution, as in MobileNet.
#include <hac/dsl.h>
using namespace hac;

struct Separable {
  nn::Conv2d depthwise{CHANNELS, CHANNELS, 3, 1, 1, .groups = CHANNELS, .bias = false};
  nn::BatchNorm2d bn1{CHANNELS};
  nn::Conv2d pointwise{CHANNELS, CHANNELS, 1, .bias = false};
  nn::BatchNorm2d bn2{CHANNELS};

  constexpr Tensor operator()(Tensor x) const {
    return relu6(bn2(pointwise(relu6(bn1(depthwise(x))))));
  }
};

constexpr void forward(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), CHANNELS, SIDE, SIDE});
  g.output("y", g.module<Separable>()(x));
}
HAC_EXPORT(forward)
