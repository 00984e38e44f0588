// Norms and softmax: mean, then mean of squared deviations (two passes).
#include "tests/reference/interpreter.h"
#include "tests/reference/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hac::reference {

namespace {

Real meanOf(const std::vector<Real> &row) {
  Sum sum;
  for (const Real &x : row)
    sum.add(x);
  return sum.result() / exact(static_cast<double>(row.size()));
}

Real meanSquare(const std::vector<Real> &row) {
  Sum sum;
  for (const Real &x : row)
    sum.addProduct(x, x);
  return sum.result() / exact(static_cast<double>(row.size()));
}

/// 1/sqrt(square + eps), where `square` cannot be negative whatever its error.
Real inverseRoot(Real square, double eps) {
  auto f = [&](double x) { return 1 / std::sqrt(std::max(x, 0.0) + eps); };
  double value = f(square.value);
  auto spreadBy = [&](double error) {
    return std::max(f(square.value - error) - value, value - f(square.value + error));
  };
  // eps and the sum are rounded, which the root halves; rsqrt itself is good to 1 ULP.
  double local = 3 * currentFormat().unit * value;
  return bounded(value, spreadBy(square.fail) + local,
                 std::hypot(spreadBy(square.alert), alertFactor * local), square.undecided);
}

/// x / sqrt(mean(x²) + eps), at most sqrt(n) in magnitude.
std::vector<Real> byRootMeanSquare(const std::vector<Real> &row, double eps) {
  Real scale = inverseRoot(meanSquare(row), eps);
  double largest = std::sqrt(static_cast<double>(row.size()));
  std::vector<Real> result;
  for (const Real &x : row) {
    Real y = x * scale;
    y.fail = std::min(y.fail, largest + std::fabs(y.value));
    y.alert = std::min(y.alert, y.fail);
    result.push_back(y);
  }
  return result;
}

std::vector<Real> standardized(const std::vector<Real> &row, double eps) {
  Real mean = meanOf(row);
  std::vector<Real> deviations;
  for (const Real &x : row)
    deviations.push_back(x - mean);
  return byRootMeanSquare(deviations, eps);
}

std::vector<Real> gather(const Tensor &x, const std::vector<int64_t> &offsets) {
  std::vector<Real> row;
  for (int64_t offset : offsets)
    row.push_back(x.reals[offset]);
  return row;
}

Real affine(Real x, const Tensor *w, const Tensor *b, int64_t at) {
  if (w)
    x = x * w->reals[at];
  if (b)
    x = x + b->reals[at];
  return x;
}

std::vector<int64_t> lastAxes(const Tensor &x, int64_t dims) {
  std::vector<int64_t> axes(dims);
  std::iota(axes.begin(), axes.end(), x.rank() - dims);
  return axes;
}

using Normalize = std::vector<Real> (*)(const std::vector<Real> &row, double eps);

/// Over the last `dims` axes; w and b have their shape.
std::vector<Tensor> overLastAxes(const Call &call, Normalize normalize) {
  const Tensor &x = call.operand(0), *w = call.optional(1), *b = call.optional(2);
  int64_t dims = call.integer("dims");
  Shape normalized(x.shape.end() - dims, x.shape.end());
  if ((w && w->shape != normalized) || (b && b->shape != normalized))
    call.refuse("weights do not have the shape " + toString(normalized));
  Tensor y(x.type, x.shape);
  for (const auto &offsets : rowsOver(x.shape, lastAxes(x, dims))) {
    std::vector<Real> row = normalize(gather(x, offsets), call.number("eps"));
    for (size_t i = 0; i < row.size(); i++)
      y.reals[offsets[i]] = store(affine(row[i], w, b, i), y.type);
  }
  return {y};
}

std::vector<Tensor> layerNorm(const Call &call) { return overLastAxes(call, standardized); }
std::vector<Tensor> rmsNorm(const Call &call) { return overLastAxes(call, byRootMeanSquare); }

int64_t channelAxis(const Tensor &x) { return x.rank() == 4 ? 1 : x.rank() - 1; }

void checkPerChannel(const Call &call, const Tensor *vector) {
  const Tensor &x = call.operand(0);
  if (vector && vector->shape != Shape{x.shape.at(channelAxis(x))})
    call.refuse("a vector per channel has the shape " + toString(vector->shape));
}

/// One mean and variance for each sample and group of channels.
std::vector<Tensor> groupNorm(const Call &call) {
  const Tensor &x = call.operand(0), *w = call.optional(1), *b = call.optional(2);
  int64_t groups = call.integer("groups"), axis = channelAxis(x), channels = x.shape.at(axis);
  checkPerChannel(call, w);
  checkPerChannel(call, b);
  if (groups < 1 || channels % groups != 0)
    call.refuse("groups do not divide the channels");
  int64_t groupOf = channels / groups;
  std::map<std::pair<int64_t, int64_t>, std::vector<int64_t>> rows; // (sample, group) -> offsets
  std::vector<int64_t> channel(x.count());
  forEach(x.shape, [&](const Index &index) {
    int64_t offset = offsetOf(x.shape, index);
    channel[offset] = index[axis];
    rows[{index[0], index[axis] / groupOf}].push_back(offset);
  });
  Tensor y(x.type, x.shape);
  for (const auto &[key, offsets] : rows) {
    std::vector<Real> row = standardized(gather(x, offsets), call.number("eps"));
    for (size_t i = 0; i < row.size(); i++)
      y.reals[offsets[i]] = store(affine(row[i], w, b, channel[offsets[i]]), y.type);
  }
  return {y};
}

/// In training: mean and variance of each channel over the whole batch.
std::vector<Tensor> batchNormOfBatch(const Call &call) {
  const Tensor &x = call.operand(0), *w = call.optional(3), *b = call.optional(4);
  std::vector<int64_t> axes;
  for (int64_t axis = 0; axis < x.rank(); axis++)
    if (axis != channelAxis(x))
      axes.push_back(axis);
  Tensor y(x.type, x.shape);
  int64_t channel = 0; // the rows are in the channels' order
  for (const auto &offsets : rowsOver(x.shape, axes)) {
    std::vector<Real> row = standardized(gather(x, offsets), call.number("eps"));
    for (size_t i = 0; i < row.size(); i++)
      y.reals[offsets[i]] = store(affine(row[i], w, b, channel), y.type);
    channel++;
  }
  return {y};
}

/// Inference: running statistics. The same number as (x - mean)/sqrt(var + eps)·w + b; written with
/// one scale and one shift per channel, because compiled code folds it so and the bounds follow
/// what is written here.
std::vector<Tensor> batchNorm(const Call &call) {
  const Tensor &x = call.operand(0), &mean = call.operand(1), &var = call.operand(2);
  const Tensor *w = call.optional(3), *b = call.optional(4);
  for (const Tensor *vector : {&mean, &var, w, b})
    checkPerChannel(call, vector);
  if (call.graph->training && !call.integer("frozen"))
    return batchNormOfBatch(call);
  Tensor y(x.type, x.shape);
  forEach(x.shape, [&](const Index &index) {
    int64_t c = index[channelAxis(x)];
    Real scale = rsqrt(var.reals[c] + constant(call.number("eps")));
    if (w)
      scale = w->reals[c] * scale;
    Real shift = -(mean.reals[c] * scale);
    if (b)
      shift = b->reals[c] + shift;
    y.real(index) = store(x.real(index) * scale + shift, y.type);
  });
  return {y};
}

// x / max(sqrt(sum x²), eps)
std::vector<Tensor> normalize(const Call &call) {
  const Tensor &x = call.operand(0);
  Tensor y(x.type, x.shape);
  for (const auto &offsets : rowsOver(x.shape, {call.integer("axis")})) {
    Sum squares;
    for (int64_t offset : offsets)
      squares.addProduct(x.reals[offset], x.reals[offset]);
    Real length = max(sqrtOfSquares(squares.result()), constant(call.number("eps")));
    for (int64_t offset : offsets)
      y.reals[offset] = store(x.reals[offset] / length, y.type);
  }
  return {y};
}

std::vector<Tensor> alongAxis(const Call &call,
                              std::vector<Real> (*f)(const std::vector<Real> &row)) {
  const Tensor &x = call.operand(0);
  Tensor y(x.type, x.shape);
  for (const auto &offsets : rowsOver(x.shape, {call.integer("axis")})) {
    std::vector<Real> row = f(gather(x, offsets));
    for (size_t i = 0; i < row.size(); i++)
      y.reals[offsets[i]] = store(row[i], y.type);
  }
  return {y};
}

} // namespace

void addNormOps(OpTable &ops) {
  ops["layer_norm"] = layerNorm;
  ops["rms_norm"] = rmsNorm;
  ops["group_norm"] = groupNorm;
  ops["batch_norm"] = batchNorm;
  ops["normalize"] = normalize;
  ops["softmax"] = [](const Call &call) {
    return alongAxis(call, [](const std::vector<Real> &row) { return softmaxOf(row); });
  };
  ops["log_softmax"] = [](const Call &call) { return alongAxis(call, logSoftmaxOf); };
}

} // namespace hac::reference
