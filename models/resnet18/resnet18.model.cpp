// Image classification by ResNet-18; the names are torchvision's, so its weights load.
#include <hac/dsl.h>
using namespace hac;

using Downsample = nn::Sequential<nn::Conv2d, nn::BatchNorm2d>;

/// Names such as layer1.0.conv1.weight and layer2.0.downsample.1.running_mean.
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

struct ResNet18 {
  nn::Conv2d conv1{3, 64, 7, 2, 3, .bias = false};
  nn::BatchNorm2d bn1{64};
  nn::List<BasicBlock, 2> layer1{{{64, 64}, {64, 64}}};
  nn::List<BasicBlock, 2> layer2{{{64, 128, 2}, {128, 128}}};
  nn::List<BasicBlock, 2> layer3{{{128, 256, 2}, {256, 256}}};
  nn::List<BasicBlock, 2> layer4{{{256, 512, 2}, {512, 512}}};
  nn::Linear fc{512, 1000};

  constexpr Tensor operator()(Tensor x) const {
    x = max_pool2d(relu(bn1(conv1(x))), {.kernel_size = 3, .stride = 2, .padding = 1});
    for (auto *stage : {&layer1, &layer2, &layer3, &layer4})
      for (auto &block : *stage)
        x = block(x);
    return fc(mean(x, {2, 3}));
  }
};

/// image   f32[batch, 3, 224, 224]  normalised as torchvision does
/// logits  f32[batch, 1000]         classes of ImageNet
constexpr void resnet18(graph &g) {
  auto image = g.input("image", f32, {dyn("batch"), 3, 224, 224});
  g.output("logits", g.module<ResNet18>()(image));
}
HAC_EXPORT(resnet18)
