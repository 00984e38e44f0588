#include "tests/random/ops.h"

namespace hac::random_graphs {

bool endsConstant(const Live &x) { return x.isReal() && x.rank() > 0 && x.dims.back().isConstant(); }

Live linearTo(Sketch &s, const Live &x, int64_t outputs) {
  Live w = s.parameter(x.type, {outputs, x.dims.back().constant});
  Live bias = s.chance(60) ? s.parameter(x.type, {outputs}, "bias") : Sketch::absent();
  Dims dims = x.dims;
  dims.back() = number(outputs);
  return s.node("linear", {x, w, bias}, x.type, dims);
}

namespace {

bool linear(Sketch &s) {
  auto x = s.find(endsConstant);
  if (!x)
    return false;
  s.keep(linearTo(s, *x, s.size()));
  return true;
}

bool matmul(Sketch &s) {
  auto x = s.find([](const Live &x) { return x.isReal() && x.rank() >= 2; });
  if (!x)
    return false;
  Dims dims = x->dims;
  if (s.chance(50) && endsConstant(*x)) {
    int64_t columns = s.size();
    dims.back() = number(columns);
    s.keep(s.node("matmul", {*x, s.parameter(x->type, {x->dims.back().constant, columns})}, x->type, dims));
    return true;
  }
  // x times its own transpose, scaled so that values stay small.
  int r = x->rank();
  Dims turned = dims;
  std::swap(turned[r - 1], turned[r - 2]);
  Live y = s.node("transpose", {*x}, x->type, turned, {{"a", r - 2}, {"b", r - 1}});
  dims[r - 1] = dims[r - 2];
  y = s.node("matmul", {*x, y}, x->type, dims);
  s.keep(s.node("mul", {y, s.full(y.type, 0.25)}, y.type, y.dims));
  return true;
}

bool rowNorm(Sketch &s) {
  auto x = s.find(endsConstant);
  if (!x)
    return false;
  int64_t width = x->dims.back().constant;
  bool rms = s.chance(40);
  std::vector<Live> operands = {*x, s.chance(70) ? s.parameter(x->type, {width}) : Sketch::absent()};
  if (!rms)
    operands.push_back(s.chance(70) ? s.parameter(x->type, {width}, "bias") : Sketch::absent());
  s.keep(s.node(rms ? "rms_norm" : "layer_norm", operands, x->type, x->dims, {{"dims", 1}, {"eps", 1e-3}}));
  return true;
}

bool channelNorm(Sketch &s) {
  auto x = s.find([](const Live &x) {
    return x.isReal() && x.rank() >= 2 && x.rank() <= 4 && x.dims[x.rank() == 4 ? 1 : x.rank() - 1].isConstant();
  });
  if (!x)
    return false;
  int64_t channels = x->dims[x->rank() == 4 ? 1 : x->rank() - 1].constant;
  DType f32 = DType::f32;
  if (s.chance(50)) {
    std::vector<Live> operands = {*x, s.parameter(f32, {channels}, "running_mean"),
                                  s.parameter(f32, {channels}, "running_var"), s.parameter(x->type, {channels}),
                                  s.parameter(x->type, {channels}, "bias")};
    s.keep(s.node("batch_norm", operands, x->type, x->dims, {{"momentum", 0.1}, {"eps", 1e-3}, {"frozen", 1}}));
    return true;
  }
  std::vector<int64_t> groups;
  for (int64_t g : {1, 2, 3, 4, 8})
    if (channels % g == 0)
      groups.push_back(g);
  std::vector<Live> operands = {*x, s.parameter(x->type, {channels}), s.parameter(x->type, {channels}, "bias")};
  s.keep(s.node("group_norm", operands, x->type, x->dims, {{"groups", s.oneOf(groups)}, {"eps", 1e-3}}));
  return true;
}

bool softmax(Sketch &s) {
  auto x = s.findReal(1);
  if (!x)
    return false;
  int64_t axis = s.chance(70) ? x->rank() - 1 : s.pick(0, x->rank() - 1);
  switch (s.pick(0, 2)) {
  case 0:
    s.keep(s.node("normalize", {*x}, x->type, x->dims, {{"axis", axis}, {"eps", 1e-3}}));
    break;
  case 1:
    s.keep(s.node("log_softmax", {*x}, x->type, x->dims, {{"axis", axis}}));
    break;
  default:
    s.keep(s.node("softmax", {*x}, x->type, x->dims, {{"axis", axis}}));
  }
  return true;
}

/// Places of a window of `kernel` along an axis of `size`.
int64_t places(int64_t size, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation) {
  return (size + padding - dilation * (kernel - 1) - 1) / stride + 1;
}

struct Window {
  int64_t kernel, stride, before, after, dilation;
  Dim result;
};

/// A window that fits an axis; along a symbolic one it keeps the size.
Window windowOn(Sketch &s, const Dim &axis, bool symmetric) {
  Window w{s.pick(1, 3), s.pick(1, 2), 0, 0, 1, {}};
  if (!axis.isConstant()) {
    w.kernel = s.chance(50) ? 1 : 3;
    w.stride = 1;
    w.before = w.after = w.kernel / 2;
    w.result = axis;
    return w;
  }
  if (s.chance(20))
    w.dilation = 2;
  w.before = s.pick(0, w.kernel / 2);
  w.after = symmetric ? w.before : s.pick(0, w.kernel / 2);
  while (w.kernel > 1 && w.dilation * (w.kernel - 1) + 1 > axis.constant)
    w.kernel--, w.before = w.after = 0;
  w.result = number(places(axis.constant, w.kernel, w.stride, w.before + w.after, w.dilation));
  return w;
}

std::optional<Live> spatial(Sketch &s, int rank) {
  auto x = s.find([&](const Live &x) { return x.isReal() && x.rank() == rank; });
  if (!x || s.chance(30)) {
    Dims dims = {s.dim(), number(s.size()), number(s.pick(3, 12))};
    if (rank == 4)
      dims = {s.dim(), number(s.oneOf<int64_t>({1, 2, 3, 4, 8, 16})), number(s.pick(3, 12)), number(s.pick(3, 12))};
    x = s.input(s.real, dims);
  }
  return x;
}

bool conv(Sketch &s) {
  bool image = s.chance(60);
  Live x = *spatial(s, image ? 4 : 3);
  Dim channelDim = x.dims[image ? 1 : 2];
  if (!channelDim.isConstant())
    return false;
  int64_t channels = channelDim.constant, groups = 1, outputs = s.size();
  if (s.chance(25))
    groups = outputs = channels; // depthwise
  else if (s.chance(20) && channels % 2 == 0)
    groups = 2, outputs = 2 * s.pick(1, 5);
  Dims dims = x.dims;
  dims[image ? 1 : 2] = number(outputs);
  std::vector<int64_t> weight = {outputs, channels / groups};
  Attrs strides, paddings, dilations;
  for (int axis : image ? std::vector{2, 3} : std::vector{1}) {
    Window w = windowOn(s, x.dims[axis], false);
    weight.push_back(w.kernel);
    strides.push_back({"stride", w.stride});
    paddings.push_back({"padding", w.before});
    paddings.push_back({"padding", w.after});
    dilations.push_back({"dilation", w.dilation});
    dims[axis] = w.result;
  }
  Attrs attributes = strides;
  attributes.insert(attributes.end(), paddings.begin(), paddings.end());
  attributes.insert(attributes.end(), dilations.begin(), dilations.end());
  attributes.push_back({"groups", groups});
  attributes.push_back({"mode", 0});
  Live bias = s.chance(60) ? s.parameter(x.type, {outputs}, "bias") : Sketch::absent();
  s.keep(s.node(image ? "conv2d" : "conv1d", {x, s.parameter(x.type, weight), bias}, x.type, dims, attributes));
  return true;
}

bool pool(Sketch &s) {
  bool image = s.chance(60), largest = s.chance(50);
  Live x = *spatial(s, image ? 4 : 3);
  Dims dims = x.dims;
  std::vector<int> axes = image ? std::vector{2, 3} : std::vector{1};
  std::string suffix = image ? "2d" : "1d";
  Attrs attributes;
  if (s.chance(25)) {
    for (int axis : axes) {
      int64_t outputs = x.dims[axis].isConstant() ? s.pick(1, x.dims[axis].constant) : 1;
      attributes.push_back({"output_size", outputs});
      dims[axis] = number(outputs);
    }
    s.keep(s.node((largest ? "adaptive_max_pool" : "adaptive_avg_pool") + suffix, {x}, x.type, dims, attributes));
    return true;
  }
  std::vector<Window> windows;
  for (int axis : axes) {
    windows.push_back(windowOn(s, x.dims[axis], true));
    if (!largest) {
      Window &w = windows.back();
      w.dilation = 1;
      if (x.dims[axis].isConstant())
        w.result = number(places(x.dims[axis].constant, w.kernel, w.stride, 2 * w.before, 1));
    }
    dims[axis] = windows.back().result;
  }
  for (const Window &w : windows)
    attributes.push_back({"kernel_size", w.kernel});
  for (const Window &w : windows)
    attributes.push_back({"stride", w.stride});
  for (const Window &w : windows)
    attributes.push_back({"padding", w.before});
  if (largest)
    for (const Window &w : windows)
      attributes.push_back({"dilation", w.dilation});
  attributes.push_back({"ceil_mode", 0});
  if (!largest)
    attributes.push_back({"count_include_pad", s.pick(0, 1)});
  s.keep(s.node((largest ? "max_pool" : "avg_pool") + suffix, {x}, x.type, dims, attributes));
  return true;
}

} // namespace

std::vector<Choice> layerChoices() {
  return {{"linear", 7, linear}, {"matmul", 4, matmul}, {"row norm", 4, rowNorm}, {"channel norm", 3, channelNorm},
          {"softmax", 4, softmax}, {"conv", 3, conv}, {"pool", 3, pool}};
}

} // namespace hac::random_graphs
