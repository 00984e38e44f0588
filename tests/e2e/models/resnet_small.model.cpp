// The blocks of ResNet-18 with fewer channels, on images small enough for the reference.
#include <hac/dsl.h>
using namespace hac;

using Downsample = nn::Sequential<nn::Conv2d, nn::BatchNorm2d>;

struct BasicBlock {
  int in, out, stride = 1;
  nn::Conv2d conv1{in, out, 3, stride, 1, .bias = false};
  nn::BatchNorm2d bn1{out};
  nn::Conv2d conv2{out, out, 3, 1, 1, .bias = false};
  nn::BatchNorm2d bn2{out};
  nn::Optional<Downsample> downsample{
      stride != 1 || in != out,
      Downsample{nn::Conv2d{in, out, 1, stride, .bias = false}, nn::BatchNorm2d{out}}};

  constexpr Tensor operator()(Tensor x) const {
    auto y = relu(bn1(conv1(x)));
    return relu(bn2(conv2(y)) + downsample(x));
  }
};

struct ResNet {
  nn::Conv2d conv1{3, 10, 7, 2, 3, .bias = false};
  nn::BatchNorm2d bn1{10};
  nn::List<BasicBlock, 2> layer1{{{10, 10}, {10, 10}}}, layer2{{{10, 20, 2}, {20, 20}}},
      layer3{{{20, 36, 2}, {36, 36}}};
  nn::Linear fc{36, 21};

  constexpr Tensor operator()(Tensor x) const {
    x = max_pool2d(relu(bn1(conv1(x))), {.kernel_size = 3, .stride = 2, .padding = 1});
    for (auto *stage : {&layer1, &layer2, &layer3})
      for (auto &block : *stage)
        x = block(x);
    return fc(mean(x, {2, 3}));
  }
};

constexpr void resnet(graph &g) {
  auto image = g.input("image", f32, {dyn("batch", {.max = 3}), 3, 45, 59});
  g.output("logits", g.module<ResNet>()(image));
}
HAC_EXPORT(resnet)
