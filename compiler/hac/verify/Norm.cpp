// Rules of dsl/ops/norm.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E301: a weight or bias has the shape of the last `dims` axes.
bool checkNormalized(Check &c, const Tensor &x, const Tensor &w, int64_t dims, StringRef what) {
  if (!w)
    return true;
  if (!c.sameType(x, w))
    return false;
  return ArrayRef(w.dims) == x.last(dims) ||
         c.no(301, "the ", what, " must have the shape ", x.last(dims), " of the last dimensions of ", x,
              ", got ", w);
}

bool checkNorm(Check &c, const Tensor &x, int64_t dims, double eps) {
  if (!c.floating(x) || !c.option("dims", dims, 1, blob::max_rank) || !c.positive("eps", eps))
    return false;
  return dims <= x.rank() || c.no(109, "cannot normalise the last ", dims, " dimensions of ", x);
}

// E101 E102 E107 E109 E301
bool layerNorm(Check &c) {
  auto op = cast<LayerNormOp>(c.op);
  Tensor x = c.tensor(op.getX());
  int64_t dims = op.getDims();
  return checkNorm(c, x, dims, op.getEps().convertToDouble()) &&
         checkNormalized(c, x, c.tensor(op.getW()), dims, "weight") &&
         checkNormalized(c, x, c.tensor(op.getB()), dims, "bias") && c.result(x.element, x.dims);
}

bool rmsNorm(Check &c) {
  auto op = cast<RmsNormOp>(c.op);
  Tensor x = c.tensor(op.getX());
  return checkNorm(c, x, op.getDims(), op.getEps().convertToDouble()) &&
         checkNormalized(c, x, c.tensor(op.getW()), op.getDims(), "weight") && c.result(x.element, x.dims);
}

// E302: a vector with one element per channel.
bool checkPerChannel(Check &c, const Tensor &x, const Tensor &w, StringRef what) {
  if (!w)
    return true;
  if (!c.sameType(x, w))
    return false;
  AffineExpr channels = x.dims[size_t(channelAxis(x.rank()))];
  return (w.rank() == 1 && w.dims[0] == channels) ||
         c.no(302, "the ", what, " must be [", channels, "], got ", w, " for ", x);
}

// E101 E102 E107 E109 E302 E303
bool groupNorm(Check &c) {
  auto op = cast<GroupNormOp>(c.op);
  Tensor x = c.tensor(op.getX());
  if (!c.floating(x) || !c.rank(x, 2, 4, "rank 2, 3 or 4") ||
      !c.option("groups", op.getGroups(), 1, blob::max_symbol) ||
      !c.positive("eps", op.getEps().convertToDouble()))
    return false;
  AffineExpr channels = x.dims[size_t(channelAxis(x.rank()))];
  if (!c.divisible(channels, op.getGroups()))
    return c.no(303, op.getGroups(), " groups do not divide the ", channels, " channels of ", x);
  return checkPerChannel(c, x, c.tensor(op.getW()), "weight") &&
         checkPerChannel(c, x, c.tensor(op.getB()), "bias") && c.result(x.element, x.dims);
}

// E101 E102 E107 E109 E302 E304
bool batchNorm(Check &c) {
  auto op = cast<BatchNormOp>(c.op);
  Tensor x = c.tensor(op.getX());
  double momentum = op.getMomentum().convertToDouble();
  if (!c.floating(x) || !c.rank(x, 2, 4, "rank 2, 3 or 4") ||
      !c.positive("eps", op.getEps().convertToDouble()))
    return false;
  if (!(momentum >= 0 && momentum <= 1))
    return c.no(107, "momentum is ", momentum, ", allowed is 0 to 1");
  if (!c.flag("frozen", op.getFrozen()))
    return false;
  AffineExpr channels = x.dims[size_t(channelAxis(x.rank()))];
  for (const Tensor &statistic : {c.tensor(op.getMean()), c.tensor(op.getVar())})
    if (!statistic.element.isF32() || statistic.rank() != 1 || statistic.dims[0] != channels)
      return c.no(304, "running statistics must be f32[", channels, "], got ", statistic, " for ", x);
  return checkPerChannel(c, x, c.tensor(op.getW()), "weight") &&
         checkPerChannel(c, x, c.tensor(op.getB()), "bias") && c.result(x.element, x.dims);
}

// E101 E107 E108
bool normalize(Check &c) {
  auto op = cast<NormalizeOp>(c.op);
  Tensor x = c.tensor(op.getX());
  return c.floating(x) && c.axis(x, op.getAxis()) && c.positive("eps", op.getEps().convertToDouble()) &&
         c.result(x.element, x.dims);
}

// E101 E108
bool softmax(Check &c) {
  Tensor x = c.operand(0);
  return c.floating(x) && c.axis(x, c.integerOption("axis")) && c.result(x.element, x.dims);
}

} // namespace

void addNormRules(RuleTable &table) {
  table["layer_norm"] = layerNorm;
  table["rms_norm"] = rmsNorm;
  table["group_norm"] = groupNorm;
  table["batch_norm"] = batchNorm;
  table["normalize"] = normalize;
  table["softmax"] = softmax;
  table["log_softmax"] = softmax;
}

} // namespace hac::verify
