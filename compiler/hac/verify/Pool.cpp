// Rules of dsl/ops/pool.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

enum class Pooling { max, average };

// E107, and E210 E212 of one axis.
bool checkWindow(Check &c, const Window &w) {
  if (!c.option("kernel_size", w.kernel, 1, largestOption) || !c.option("stride", w.stride, 1, largestOption) ||
      !c.option("padding", w.before, 0, largestOption) || !c.option("dilation", w.dilation, 1, largestOption))
    return false;
  if (2 * w.before > w.kernel)
    return c.no(210, "padding ", w.before, " is more than half of kernel_size ", w.kernel);
  if (w.roundUp && w.stride + w.before > w.kernel)
    return c.no(212, "ceil_mode needs stride + padding <= kernel_size, got ", w.stride, " + ", w.before,
                " and ", w.kernel);
  return true;
}

// E101 E107 E109 E208 E210 E212
bool pool(Check &c, Pooling kind, SpatialLayout layout) {
  Tensor x = c.operand(0);
  if (!c.floating(x) || !c.rank(x, layout.rank(), layout.rank(), layout.text()))
    return false;
  size_t axes = size_t(layout.axes);
  const SmallVector<int64_t> ones(axes, 1);
  ArrayRef<int64_t> kernel = c.listOption("kernel_size"), stride = c.listOption("stride"),
                    padding = c.listOption("padding"),
                    dilation = kind == Pooling::max ? c.listOption("dilation") : ArrayRef(ones);
  int64_t ceil = c.integerOption("ceil_mode");
  if (!c.countOf("kernel_size", kernel, axes) || !c.countOf("stride", stride, axes) ||
      !c.countOf("padding", padding, axes) || !c.countOf("dilation", dilation, axes) ||
      !c.flag("ceil_mode", ceil))
    return false;
  if (kind == Pooling::average && !c.flag("count_include_pad", c.integerOption("count_include_pad")))
    return false;
  Dims out = x.dims;
  for (size_t i = 0; i < axes; i++) {
    Window w{kernel[i], stride[i], padding[i], padding[i], dilation[i], ceil != 0};
    if (!checkWindow(c, w) || !slide(c, out[size_t(layout.first) + i], w))
      return false;
  }
  return c.result(x.element, out);
}

// E101 E107 E109
bool adaptivePool(Check &c, SpatialLayout layout) {
  Tensor x = c.operand(0);
  ArrayRef<int64_t> size = c.listOption("output_size");
  if (!c.floating(x) || !c.rank(x, layout.rank(), layout.rank(), layout.text()) ||
      !c.countOf("output_size", size, size_t(layout.axes)))
    return false;
  Dims out = x.dims;
  for (size_t i = 0; i < size.size(); i++) {
    if (!c.option("the output size", size[i], 1, largestOption))
      return false;
    out[size_t(layout.first) + i] = c.number(size[i]);
  }
  return c.result(x.element, out);
}

} // namespace

void addPoolRules(RuleTable &table) {
  table["max_pool1d"] = [](Check &c) { return pool(c, Pooling::max, sequenceLayout); };
  table["max_pool2d"] = [](Check &c) { return pool(c, Pooling::max, imageLayout); };
  table["avg_pool1d"] = [](Check &c) { return pool(c, Pooling::average, sequenceLayout); };
  table["avg_pool2d"] = [](Check &c) { return pool(c, Pooling::average, imageLayout); };
  for (StringRef name : {"adaptive_avg_pool1d", "adaptive_max_pool1d"})
    table[name] = [](Check &c) { return adaptivePool(c, sequenceLayout); };
  for (StringRef name : {"adaptive_avg_pool2d", "adaptive_max_pool2d"})
    table[name] = [](Check &c) { return adaptivePool(c, imageLayout); };
}

} // namespace hac::verify
