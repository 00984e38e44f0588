// conv1d on [N, L, C] and conv2d on [N, C, H, W], weights [out, in/groups, k..].
#include "tests/reference/interpreter.h"
#include "tests/reference/window.h"

namespace hac::reference {

namespace {

void checkChannels(const Call &call, int64_t channels, const Tensor &w, int64_t groups) {
  if (groups < 1 || channels % groups != 0 || w.shape[0] % groups != 0 ||
      w.shape[1] != channels / groups)
    call.refuse("weight " + toString(w.shape) + " against " + std::to_string(channels) +
                " channels in " + std::to_string(groups) + " groups");
  const Tensor *b = call.optional(2);
  if (b && b->shape != Shape{w.shape[0]})
    call.refuse("bias " + toString(b->shape));
}

std::vector<Tensor> conv1d(const Call &call) {
  const Tensor &x = call.operand(0), &w = call.operand(1), *b = call.optional(2);
  if (x.rank() != 3 || w.rank() != 3)
    call.refuse("ranks");
  int64_t batch = x.shape[0], length = x.shape[1], channels = x.shape[2];
  int64_t outputs = w.shape[0], groupInputs = w.shape[1], kernel = w.shape[2];
  int64_t groups = call.integer("groups"), groupOutputs = outputs / std::max<int64_t>(groups, 1);
  checkChannels(call, channels, w, groups);
  auto mode = static_cast<PadMode>(call.integer("mode"));
  Window window{length,
                kernel,
                call.integers("stride").at(0),
                call.integers("padding").at(0),
                call.integers("padding").at(1),
                call.integers("dilation").at(0)};

  Tensor y(x.type, {batch, window.places(false), outputs});
  forEach(y.shape, [&](const Index &index) {
    int64_t n = index[0], place = index[1], o = index[2],
            firstChannel = o / groupOutputs * groupInputs;
    Sum sum;
    for (int64_t t = 0; t < kernel; t++) {
      int64_t from = paddedSource(window.input(place, t), length, mode);
      if (from < 0)
        continue;
      for (int64_t c = 0; c < groupInputs; c++)
        sum.addProduct(x.reals[(n * length + from) * channels + firstChannel + c],
                       w.reals[(o * groupInputs + c) * kernel + t]);
    }
    if (b)
      sum.add(b->reals[o]);
    y.real(index) = store(sum.result(), y.type);
  });
  return {y};
}

std::vector<Tensor> conv2d(const Call &call) {
  const Tensor &x = call.operand(0), &w = call.operand(1), *b = call.optional(2);
  if (x.rank() != 4 || w.rank() != 4)
    call.refuse("ranks");
  int64_t batch = x.shape[0], channels = x.shape[1], height = x.shape[2], width = x.shape[3];
  int64_t outputs = w.shape[0], groupInputs = w.shape[1];
  int64_t kernelHeight = w.shape[2], kernelWidth = w.shape[3];
  int64_t groups = call.integer("groups"), groupOutputs = outputs / std::max<int64_t>(groups, 1);
  checkChannels(call, channels, w, groups);
  auto mode = static_cast<PadMode>(call.integer("mode"));
  auto stride = call.integers("stride"), padding = call.integers("padding");
  auto dilation = call.integers("dilation");
  Window down{height, kernelHeight, stride.at(0), padding.at(0), padding.at(1), dilation.at(0)};
  Window across{width, kernelWidth, stride.at(1), padding.at(2), padding.at(3), dilation.at(1)};

  Tensor y(x.type, {batch, outputs, down.places(false), across.places(false)});
  forEach(y.shape, [&](const Index &index) {
    int64_t n = index[0], o = index[1], firstChannel = o / groupOutputs * groupInputs;
    Sum sum;
    for (int64_t i = 0; i < kernelHeight; i++) {
      int64_t row = paddedSource(down.input(index[2], i), height, mode);
      for (int64_t j = 0; j < kernelWidth && row >= 0; j++) {
        int64_t column = paddedSource(across.input(index[3], j), width, mode);
        for (int64_t c = 0; c < groupInputs && column >= 0; c++)
          sum.addProduct(
              x.reals[((n * channels + firstChannel + c) * height + row) * width + column],
              w.reals[((o * groupInputs + c) * kernelHeight + i) * kernelWidth + j]);
      }
    }
    if (b)
      sum.add(b->reals[o]);
    y.real(index) = store(sum.result(), y.type);
  });
  return {y};
}

} // namespace

void addConvOps(OpTable &ops) {
  ops["conv1d"] = conv1d;
  ops["conv2d"] = conv2d;
}

} // namespace hac::reference
