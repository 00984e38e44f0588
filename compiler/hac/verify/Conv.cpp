// Rules of dsl/ops/conv.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E206 E207
bool checkChannels(Check &c, SpatialLayout layout, const Tensor &x, const Tensor &w, int64_t groups) {
  AffineExpr in = x.dims[size_t(layout.channels)], out = w.dims[0];
  if (!c.divisible(out, groups))
    return c.no(207, groups, " groups do not divide the ", out, " output channels of ", w);
  if (!c.divisible(in, groups))
    return c.no(207, groups, " groups do not divide the ", in, " input channels of ", x);
  AffineExpr wanted = mulDims(w.dims[1], c.number(groups));
  return in == wanted ||
         c.no(206, "the input has ", in, " channels, the weight wants ", wanted, ": ", x, " with weight ", w);
}

// E610: a mode other than zeros takes its elements from the input.
bool checkMode(Check &c, const Tensor &x, int64_t axis, PadMode mode, const Window &w) {
  AffineExpr size = x.dims[size_t(axis)];
  int64_t most = std::max(w.before, w.after), wanted = mode == PadMode::reflect ? most + 1 : most;
  return most == 0 || mode == PadMode::zeros || mode == PadMode::replicate ||
         c.alwaysAtLeast(size, wanted) ||
         c.no(610, "padding of ", most, " cannot be taken from ", size, " elements of dimension ", axis,
              " of ", x);
}

// What `padding = same` was resolved to: the size stays, whatever it is.
bool keepsSize(const Window &w) {
  int64_t all = w.dilation * (w.kernel - 1);
  return w.stride == 1 && w.before == all / 2 && w.after == all - all / 2;
}

bool checkWindow(Check &c, const Tensor &x, int64_t axis, PadMode mode, const Window &w, AffineExpr &size) {
  if (!c.option("stride", w.stride, 1, largestOption) || !c.option("dilation", w.dilation, 1, largestOption))
    return false;
  bool same = keepsSize(w);
  int64_t most = same ? std::max(w.after, largestOption) : largestOption;
  return c.option("padding", w.before, 0, most) && c.option("padding", w.after, 0, most) &&
         checkMode(c, x, axis, mode, w) && (same || slide(c, size, w));
}

// E101 E102 E107 E109 E204 E205 E206 E207 E208 E610
template <class Op> bool convolution(Check &c, SpatialLayout layout) {
  auto op = cast<Op>(c.op);
  Tensor x = c.tensor(op.getX()), w = c.tensor(op.getW());
  if (!c.floating(x) || !c.sameType(x, w) || !c.rank(x, layout.rank(), layout.rank(), layout.text()))
    return false;
  if (w.rank() != layout.rank())
    return c.no(205, "the weight must be [out, in/groups, ",
                layout.axes == 1 ? "kernel" : "kernel height, kernel width", "], got ", w);
  size_t axes = size_t(layout.axes);
  if (!c.countOf("stride", op.getStride(), axes) || !c.countOf("padding", op.getPadding(), 2 * axes) ||
      !c.countOf("dilation", op.getDilation(), axes) ||
      !c.option("groups", op.getGroups(), 1, largestOption) ||
      !c.option("mode", op.getMode(), 0, largestPadMode) ||
      !checkChannels(c, layout, x, w, op.getGroups()) ||
      !checkBias(c, c.tensor(op.getB()), w.dims[0], x))
    return false;
  Dims out = x.dims;
  for (size_t i = 0; i < axes; i++) {
    std::optional<int64_t> kernel = constantOf(w.dims[2 + i]);
    if (kernel.value_or(0) < 1)
      return c.no(205, "the kernel size must be a constant of at least 1, got ", w);
    int64_t axis = layout.first + int64_t(i);
    Window window{*kernel, op.getStride()[i], op.getPadding()[2 * i], op.getPadding()[2 * i + 1],
                  op.getDilation()[i]};
    if (!checkWindow(c, x, axis, PadMode(op.getMode()), window, out[size_t(axis)]))
      return false;
  }
  out[size_t(layout.channels)] = w.dims[0];
  return c.result(x.element, out);
}

} // namespace

void addConvRules(RuleTable &table) {
  table["conv1d"] = [](Check &c) { return convolution<Conv1dOp>(c, sequenceLayout); };
  table["conv2d"] = [](Check &c) { return convolution<Conv2dOp>(c, imageLayout); };
}

} // namespace hac::verify
