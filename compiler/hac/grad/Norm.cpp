// Norms and softmax. With x^ the normalised input and h = dy * w:
//     layer norm   dx = rstd * (h - mean(h) - x^ mean(h x^))
//     rms norm     dx = rstd * (h - x^ mean(h x^))
// Statistics are computed again: they cost less than the memory that would keep them.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

// (mean(square(x)) + eps)^-1/2
Value rstdOf(Ops &o, Value x, ArrayRef<int64_t> axes, double eps) {
  return o.unary<RsqrtOp>(o.add(o.mean(o.square(x), axes, true), eps));
}

Axes lastAxes(int64_t rank, int64_t n) { return llvm::to_vector(llvm::seq<int64_t>(rank - n, rank)); }

// dx, given x^ and its 1/deviation; `centered`: a mean was taken away as well.
void giveNormalized(Backward &g, Value input, Value scale, Value normal, Value rstd, ArrayRef<int64_t> axes,
                    bool centered) {
  Ops &o = g.o;
  Value dy = o.wide(g.dy()), h = scale ? o.mul(dy, o.wide(scale)) : dy;
  Value rest = o.mul(normal, o.mean(o.mul(h, normal), axes, true));
  if (centered)
    rest = o.add(rest, o.mean(h, axes, true));
  g.give(input, o.mul(rstd, o.sub(h, rest)));
  if (scale && g.wants(scale))
    g.give(scale, o.mul(dy, normal));
}

void layerNorm(Backward &g) {
  auto op = cast<LayerNormOp>(g.op);
  Ops &o = g.o;
  Value x = o.wide(op.getX());
  Axes axes = lastAxes(rankOf(x), op.getDims());
  Value centered = o.sub(x, o.mean(x, axes, true));
  Value rstd = rstdOf(o, centered, axes, op.getEps().convertToDouble());
  giveNormalized(g, op.getX(), op.getW(), o.mul(centered, rstd), rstd, axes, true);
  if (op.getB())
    g.give(op.getB(), g.dy());
}

void rmsNorm(Backward &g) {
  auto op = cast<RmsNormOp>(g.op);
  Ops &o = g.o;
  Value x = o.wide(op.getX());
  Axes axes = lastAxes(rankOf(x), op.getDims());
  Value rstd = rstdOf(o, x, axes, op.getEps().convertToDouble());
  giveNormalized(g, op.getX(), op.getW(), o.mul(x, rstd), rstd, axes, false);
}

// [C] where the channels of x are.
Value perChannel(Ops &o, Value v, Value x) {
  Dims dims(size_t(rankOf(x)), o.constant(1));
  dims[size_t(channelAxis(rankOf(x)))] = dimsOf(typeOf(v))[0];
  return o.reshape(o.wide(v), dims);
}

Value affine(Ops &o, Value y, Value x, Value w, Value b) {
  if (w)
    y = o.mul(y, perChannel(o, w, x));
  return b ? o.add(y, perChannel(o, b, x)) : y;
}

LogicalResult groupNorm(Backward &g) {
  auto op = cast<GroupNormOp>(g.op);
  Ops &o = g.o;
  return g.recompose([&]() -> SmallVector<Value> { // [N, C, ..] as [N, groups, C / groups, ..]
    Value x = o.wide(op.getX());
    int64_t channel = channelAxis(rankOf(x));
    Dims dims = dimsOf(typeOf(x)), grouped = dims;
    grouped[size_t(channel)] = o.constant(op.getGroups());
    grouped.insert(grouped.begin() + channel + 1, floorDivDim(dims[size_t(channel)], op.getGroups()));
    Axes axes = axesBut(int64_t(grouped.size()), channel);
    axes.erase(axes.begin()); // each sample alone
    Value y = o.reshape(x, grouped);
    y = o.sub(y, o.mean(y, axes, true));
    y = o.mul(y, rstdOf(o, y, axes, op.getEps().convertToDouble()));
    return {affine(o, o.reshape(y, dims), x, op.getW(), op.getB())};
  });
}

// With fixed statistics: an affine map of each channel.
LogicalResult batchNorm(Backward &g) {
  auto op = cast<BatchNormOp>(g.op);
  Ops &o = g.o;
  return g.recompose([&]() -> SmallVector<Value> {
    Value x = o.wide(op.getX());
    Value rstd = o.unary<RsqrtOp>(o.add(op.getVar(), op.getEps().convertToDouble()));
    Value y = o.mul(o.sub(x, perChannel(o, op.getMean(), x)), perChannel(o, rstd, x));
    return {affine(o, y, x, op.getW(), op.getB())};
  });
}

LogicalResult normalize(Backward &g) {
  auto op = cast<NormalizeOp>(g.op);
  Ops &o = g.o;
  return g.recompose([&]() -> SmallVector<Value> {
    Value x = o.wide(op.getX());
    Value length = o.reduce<NormOp>(x, {int64_t(op.getAxis())}, true);
    return {o.div(x, o.binary<MaximumOp>(length, op.getEps().convertToDouble()))};
  });
}

void softmax(Backward &g) { // y (dy - sum(dy y))
  Ops &o = g.o;
  int64_t axis = cast<SoftmaxOp>(g.op).getAxis();
  Value y = o.wide(g.y()), dy = o.wide(g.dy());
  g.give(0, o.mul(y, o.sub(dy, o.sum(o.mul(dy, y), {axis}, true))));
}

void logSoftmax(Backward &g) { // dy - softmax(x) sum(dy)
  Ops &o = g.o;
  int64_t axis = cast<LogSoftmaxOp>(g.op).getAxis();
  Value dy = o.wide(g.dy());
  g.give(0, o.sub(dy, o.mul(o.exp(o.wide(g.y())), o.sum(dy, {axis}, true))));
}

} // namespace

Value batchNormOfBatch(Ops &o, BatchNormOp op) {
  Value x = o.wide(op.getX());
  Axes axes = axesBut(rankOf(x), channelAxis(rankOf(x)));
  Value y = o.sub(x, o.mean(x, axes, true));
  y = o.mul(y, rstdOf(o, y, axes, op.getEps().convertToDouble()));
  return o.cast(affine(o, y, x, op.getW(), op.getB()), elementOf(op.getX()));
}

void addNormRules(Rules &rules) {
  rules.add<LayerNormOp>(layerNorm);
  rules.add<RmsNormOp>(rmsNorm);
  rules.add<GroupNormOp>(groupNorm);
  rules.add<BatchNormOp>(batchNorm);
  rules.add<NormalizeOp>(normalize);
  rules.add<SoftmaxOp>(softmax);
  rules.add<LogSoftmaxOp>(logSoftmax);
}

} // namespace hac::grad
