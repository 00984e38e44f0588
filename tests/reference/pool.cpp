// Pooling: max and average, fixed and adaptive windows; [N, L, C] and [N, C, H, W].
#include "tests/reference/interpreter.h"
#include "tests/reference/window.h"

#include <cmath>
#include <functional>

namespace hac::reference {

namespace {

/// The inputs that one output of one axis sees, and what an average divides by.
struct Span {
  std::vector<int64_t> inputs;
  int64_t divisor;
};

/// All outputs of one spatial axis.
using Axis = std::vector<Span>;

/// Padding counts for the divisor if `countPadding`, but never what lies beyond it (ceil_mode).
Axis fixedAxis(const Window &window, bool ceil, bool countPadding) {
  Axis axis;
  for (int64_t place = 0; place < window.places(ceil); place++) {
    Span span{{}, 0};
    for (int64_t tap = 0; tap < window.kernel; tap++) {
      int64_t input = window.input(place, tap);
      bool inside = input >= 0 && input < window.size;
      if (inside)
        span.inputs.push_back(input);
      if (inside || (countPadding && input < window.size + window.after))
        span.divisor++;
    }
    axis.push_back(std::move(span));
  }
  return axis;
}

/// Output i of n sees the inputs floor(i·size/n) .. ceil((i+1)·size/n) - 1.
Axis adaptiveAxis(int64_t size, int64_t outputs) {
  Axis axis;
  for (int64_t i = 0; i < outputs; i++) {
    Span span{{}, 0};
    for (int64_t j = i * size / outputs; j < ((i + 1) * size + outputs - 1) / outputs; j++)
      span.inputs.push_back(j);
    span.divisor = static_cast<int64_t>(span.inputs.size());
    axis.push_back(std::move(span));
  }
  return axis;
}

using Reduce = Real (*)(const std::vector<Real> &window, int64_t divisor);

Real largest(const std::vector<Real> &window, int64_t) {
  Real best = exact(-INFINITY);
  for (const Real &x : window)
    best = max(best, x);
  return best;
}

Real average(const std::vector<Real> &window, int64_t divisor) {
  Sum sum;
  for (const Real &x : window)
    sum.add(x);
  return sum.result() / exact(static_cast<double>(divisor));
}

Tensor pool1d(const Call &call, const Axis &axis, Reduce reduce) {
  const Tensor &x = call.operand(0);
  Tensor y(x.type, {x.shape[0], static_cast<int64_t>(axis.size()), x.shape[2]});
  forEach(y.shape, [&](const Index &index) {
    const Span &span = axis[index[1]];
    std::vector<Real> window;
    for (int64_t i : span.inputs)
      window.push_back(x.real({index[0], i, index[2]}));
    Real result = reduce(window, span.divisor);
    y.real(index) = reduce == largest ? result : store(result, y.type);
  });
  return y;
}

Tensor pool2d(const Call &call, const Axis &down, const Axis &across, Reduce reduce) {
  const Tensor &x = call.operand(0);
  Tensor y(x.type, {x.shape[0], x.shape[1], static_cast<int64_t>(down.size()),
                    static_cast<int64_t>(across.size())});
  forEach(y.shape, [&](const Index &index) {
    const Span &rows = down[index[2]], &columns = across[index[3]];
    std::vector<Real> window;
    for (int64_t i : rows.inputs)
      for (int64_t j : columns.inputs)
        window.push_back(x.real({index[0], index[1], i, j}));
    Real result = reduce(window, rows.divisor * columns.divisor);
    y.real(index) = reduce == largest ? result : store(result, y.type);
  });
  return y;
}

/// `axis` counts the spatial axes; `first` is the tensor's axis of the first of them.
Window windowOf(const Call &call, int64_t first, int64_t axis) {
  int64_t padding = call.integers("padding").at(axis);
  int64_t dilation = call.has("dilation") ? call.integers("dilation").at(axis) : 1;
  return {call.operand(0).shape.at(first + axis),
          call.integers("kernel_size").at(axis),
          call.integers("stride").at(axis),
          padding,
          padding,
          dilation};
}

std::vector<Tensor> fixedPool(const Call &call, int64_t spatialAxes, Reduce reduce) {
  if (call.operand(0).rank() != spatialAxes + 2)
    call.refuse("rank");
  bool ceil = call.integer("ceil_mode") != 0;
  bool countPadding = call.has("count_include_pad") && call.integer("count_include_pad") != 0;
  if (spatialAxes == 1)
    return {pool1d(call, fixedAxis(windowOf(call, 1, 0), ceil, countPadding), reduce)};
  return {pool2d(call, fixedAxis(windowOf(call, 2, 0), ceil, countPadding),
                 fixedAxis(windowOf(call, 2, 1), ceil, countPadding), reduce)};
}

std::vector<Tensor> adaptivePool(const Call &call, int64_t spatialAxes, Reduce reduce) {
  const Tensor &x = call.operand(0);
  if (x.rank() != spatialAxes + 2)
    call.refuse("rank");
  auto outputs = call.integers("output_size");
  if (spatialAxes == 1)
    return {pool1d(call, adaptiveAxis(x.shape[1], outputs.at(0)), reduce)};
  return {pool2d(call, adaptiveAxis(x.shape[2], outputs.at(0)),
                 adaptiveAxis(x.shape[3], outputs.at(1)), reduce)};
}

} // namespace

void addPoolOps(OpTable &ops) {
  ops["max_pool1d"] = [](const Call &call) { return fixedPool(call, 1, largest); };
  ops["max_pool2d"] = [](const Call &call) { return fixedPool(call, 2, largest); };
  ops["avg_pool1d"] = [](const Call &call) { return fixedPool(call, 1, average); };
  ops["avg_pool2d"] = [](const Call &call) { return fixedPool(call, 2, average); };
  ops["adaptive_avg_pool1d"] = [](const Call &call) { return adaptivePool(call, 1, average); };
  ops["adaptive_avg_pool2d"] = [](const Call &call) { return adaptivePool(call, 2, average); };
  ops["adaptive_max_pool1d"] = [](const Call &call) { return adaptivePool(call, 1, largest); };
  ops["adaptive_max_pool2d"] = [](const Call &call) { return adaptivePool(call, 2, largest); };
}

} // namespace hac::reference
