// A residual block of ResNet on images of SIDE x SIDE with CHANNELS channels.
#include <hac/dsl.h>
using namespace hac;

struct Block {
  nn::Conv2d conv1{CHANNELS, CHANNELS, 3, 1, 1, .bias = false};
  nn::BatchNorm2d bn1{CHANNELS};
  nn::Conv2d conv2{CHANNELS, CHANNELS, 3, 1, 1, .bias = false};
  nn::BatchNorm2d bn2{CHANNELS};

  constexpr Tensor operator()(Tensor x) const {
    return relu(bn2(conv2(relu(bn1(conv1(x))))) + x);
  }
};

constexpr void forward(graph &g) {
  auto x = g.input("x", f32, {dyn("batch"), CHANNELS, SIDE, SIDE});
  g.output("y", g.module<Block>()(x));
}
HAC_EXPORT(forward)
