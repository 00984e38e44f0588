// Norms and softmax by their formulas: reductions, then one elementwise pass.
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

SmallVector<int64_t> lastAxes(RankedTensorType type, int64_t count) {
  return llvm::to_vector(llvm::seq<int64_t>(type.getRank() - count, type.getRank()));
}

// (x - mean) * rstd * w + b, where w and b may be absent; `affine` maps the loops to w and b.
Value applyNorm(Lowering &l, Value x, RankedTensorType type, Value mean, Value rstd, AffineMap stats,
                Value w, Type wElement, Value b, AffineMap affine, RankedTensorType result) {
  SmallVector<Value> extras;
  SmallVector<AffineMap> maps;
  SmallVector<Type> elements;
  auto extra = [&](Value v, AffineMap map, Type element) {
    if (!v)
      return;
    extras.push_back(v);
    maps.push_back(map);
    elements.push_back(element);
  };
  Type real = computeType(type.getElementType());
  extra(mean, stats, real);
  extra(rstd, stats, real);
  extra(w, affine, wElement);
  extra(b, affine, wElement);
  return mapWith(l, x, type, extras, maps, elements, result, [&](OpBuilder &nested, Location loc, ValueRange v) {
    unsigned next = 1;
    Value y = mean ? sub(nested, loc, v[0], v[next++]) : v[0];
    y = mul(nested, loc, y, v[next++]);
    if (w && b)
      return fma(nested, loc, y, v[next], v[next + 1]);
    if (w)
      return mul(nested, loc, y, v[next]);
    if (b)
      return add(nested, loc, y, v[next]);
    return y;
  });
}

SmallVector<Value> lowerLayerNorm(LayerNormOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  SmallVector<int64_t> axes = lastAxes(type, op.getDims());
  Statistics s = statistics(l, in[0], type, axes, op.getEps().convertToDouble());
  SmallVector<AffineExpr> exprs;
  for (int64_t axis : axes)
    exprs.push_back(l.b.getAffineDimExpr(axis));
  AffineMap affine = AffineMap::get(type.getRank(), 0, exprs, op.getContext());
  unsigned next = 1;
  Value w = op.getW() ? in[next++] : Value(), b = op.getB() ? in[next++] : Value();
  return {applyNorm(l, in[0], type, s.mean, s.rstd, remainingMap(l, type, axes), w, type.getElementType(), b,
                    affine, typeOf(op.getResult()))};
}

SmallVector<Value> lowerRmsNorm(RmsNormOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  SmallVector<int64_t> axes = lastAxes(type, op.getDims());
  Type real = computeType(type.getElementType());
  RankedTensorType reduced = tensorOf(remainingDims(type, axes), real, l.symbolCount());
  Value n = countAlong(l, type, axes, real);
  Value squares = l.reduce(in[0], type, axes, l.number(real, 0),
                           [](OpBuilder &b, Location loc, Value e, Value acc) { return fma(b, loc, e, e, acc); });
  double eps = op.getEps().convertToDouble();
  Value rstd = l.pointwise({squares}, {reduced}, reduced, [&](OpBuilder &b, Location loc, ValueRange v) -> Value {
    Value meanSquare = div(b, loc, v[0], n);
    return math::RsqrtOp::create(b, loc, add(b, loc, meanSquare, hac::linalg_stage::real(b, loc, real, eps)));
  });
  SmallVector<AffineExpr> exprs;
  for (int64_t axis : axes)
    exprs.push_back(l.b.getAffineDimExpr(axis));
  AffineMap affine = AffineMap::get(type.getRank(), 0, exprs, op.getContext());
  return {applyNorm(l, in[0], type, Value(), rstd, remainingMap(l, type, axes), op.getW() ? in[1] : Value(),
                    type.getElementType(), Value(), affine, typeOf(op.getResult()))};
}

// Channels: the last axis, or axis 1 of rank 4.
int64_t channelAxis(RankedTensorType type) { return type.getRank() == 4 ? 1 : type.getRank() - 1; }

// The channel axis is split into [groups, channels of a group]; statistics over all but batch and
// group.
SmallVector<Value> lowerGroupNorm(GroupNormOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  int64_t axis = channelAxis(type), groups = op.getGroups(), channels = type.getDimSize(axis);
  auto split = [&](ArrayRef<AffineExpr> dims, int64_t at) {
    SmallVector<AffineExpr> out(dims);
    out[at] = l.constant(groups);
    out.insert(out.begin() + at + 1, l.constant(channels / groups));
    return out;
  };
  SmallVector<AffineExpr> dims = dimsOf(type), wide = split(dims, axis);
  RankedTensorType wideType = tensorOf(wide, type.getElementType(), l.symbolCount());
  Value x = l.reshape(in[0], dims, wide);
  SmallVector<int64_t> axes;
  for (int64_t i = 1; i < wideType.getRank(); i++)
    if (i != axis)
      axes.push_back(i);
  Statistics s = statistics(l, x, wideType, axes, op.getEps().convertToDouble());
  AffineMap affine = AffineMap::get(wideType.getRank(), 0, {l.b.getAffineDimExpr(axis), l.b.getAffineDimExpr(axis + 1)},
                                    op.getContext());
  unsigned next = 1;
  auto perChannel = [&](bool present) {
    return present ? l.reshape(in[next++], {l.constant(channels)}, split({l.constant(channels)}, 0)) : Value();
  };
  Value w = perChannel(bool(op.getW())), b = perChannel(bool(op.getB()));
  Value y = applyNorm(l, x, wideType, s.mean, s.rstd, remainingMap(l, wideType, axes), w, type.getElementType(), b,
                      affine, wideType);
  return {l.reshape(y, wide, dims)};
}

// Running statistics: inference form.
SmallVector<Value> lowerBatchNorm(BatchNormOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type real = computeType(type.getElementType());
  RankedTensorType perChannel = tensorOf({l.constant(type.getDimSize(channelAxis(type)))}, real, l.symbolCount());
  double eps = op.getEps().convertToDouble();
  Value rstd = l.pointwise({in[2]}, {perChannel}, perChannel, [&](OpBuilder &b, Location loc, ValueRange v) -> Value {
    return math::RsqrtOp::create(b, loc, add(b, loc, v[0], hac::linalg_stage::real(b, loc, real, eps)));
  });
  AffineMap channel = AffineMap::get(type.getRank(), 0, l.b.getAffineDimExpr(channelAxis(type)));
  unsigned next = 3;
  Value w = op.getW() ? in[next++] : Value(), b = op.getB() ? in[next++] : Value();
  return {applyNorm(l, in[0], type, in[1], rstd, channel, w, type.getElementType(), b, channel, typeOf(op.getResult()))};
}

// x / max(|x|, eps)
SmallVector<Value> lowerNormalize(NormalizeOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type real = computeType(type.getElementType());
  SmallVector<int64_t> axes = {int64_t(op.getAxis())};
  RankedTensorType reduced = tensorOf(remainingDims(type, axes), real, l.symbolCount());
  Value squares = l.reduce(in[0], type, axes, l.number(real, 0),
                           [](OpBuilder &b, Location loc, Value e, Value acc) { return fma(b, loc, e, e, acc); });
  double eps = op.getEps().convertToDouble();
  Value length = l.pointwise({squares}, {reduced}, reduced, [&](OpBuilder &b, Location loc, ValueRange v) {
    return maximum(b, loc, math::SqrtOp::create(b, loc, v[0]), hac::linalg_stage::real(b, loc, real, eps));
  });
  return {mapWith(l, in[0], type, length, remainingMap(l, type, axes), real, typeOf(op.getResult()),
                  [](OpBuilder &b, Location loc, ValueRange v) { return div(b, loc, v[0], v[1]); })};
}

struct Row { // of a softmax, in compute type
  Value largest, total;
};

// The maximum of each row (0 where nothing is above -Inf) and the sum of exp(x - maximum); a sink
// is one more logit of every row.
Row softmaxRow(Lowering &l, Value x, RankedTensorType type, int64_t axis, Value sink) {
  Type real = computeType(type.getElementType());
  RankedTensorType reduced = tensorOf(remainingDims(type, axis), real, l.symbolCount());
  Value largest = l.reduce(x, type, axis, sink ? sink : l.number(real, -infinity),
                           [](OpBuilder &b, Location loc, Value e, Value acc) { return maximum(b, loc, acc, e); });
  Value shift = l.pointwise({largest}, {reduced}, reduced, [&](OpBuilder &b, Location loc, ValueRange v) -> Value {
    Value nothing = CmpFOp::create(b, loc, CmpFPredicate::OEQ, v[0], hac::linalg_stage::real(b, loc, real, -infinity));
    return SelectOp::create(b, loc, nothing, hac::linalg_stage::real(b, loc, real, 0), v[0]);
  });
  Value total = foldWith(l, x, type, axis, shift, [](OpBuilder &b, Location loc, Value e, Value m, Value acc) {
    return add(b, loc, acc, softmaxTerm(b, loc, e, m));
  });
  if (sink)
    total = l.pointwise({total, shift}, {reduced, reduced}, reduced, [&](OpBuilder &b, Location loc, ValueRange v) {
      return add(b, loc, v[0], softmaxTerm(b, loc, sink, v[1]));
    });
  return {shift, total};
}

SmallVector<Value> lowerSoftmax(SoftmaxOp op, ValueRange in, Lowering &l) {
  return {softmaxAlong(l, in[0], typeOf(op.getX()), op.getAxis(), typeOf(op.getResult()))};
}

SmallVector<Value> lowerLogSoftmax(LogSoftmaxOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type real = computeType(type.getElementType());
  int64_t axis = op.getAxis();
  Row row = softmaxRow(l, in[0], type, axis, Value());
  AffineMap kept = remainingMap(l, type, axis);
  return {mapWith(l, in[0], type, {row.largest, row.total}, {kept, kept}, {real, real}, typeOf(op.getResult()),
                  [](OpBuilder &b, Location loc, ValueRange v) {
                    return sub(b, loc, sub(b, loc, v[0], v[1]), math::LogOp::create(b, loc, v[2]));
                  })};
}

} // namespace

Value softmaxTerm(OpBuilder &b, Location loc, Value x, Value largest) {
  Value e = math::ExpOp::create(b, loc, sub(b, loc, x, largest));
  Value tiny = CmpFOp::create(b, loc, CmpFPredicate::OLT, e, real(b, loc, e.getType(), std::ldexp(1.0, -126)));
  return SelectOp::create(b, loc, tiny, real(b, loc, e.getType(), 0), e);
}

Value softmaxAlong(Lowering &l, Value x, RankedTensorType type, int64_t axis, RankedTensorType result,
                   Value sink) {
  Type real = computeType(type.getElementType());
  Row row = softmaxRow(l, x, type, axis, sink);
  AffineMap kept = remainingMap(l, type, axis);
  return mapWith(l, x, type, {row.largest, row.total}, {kept, kept}, {real, real}, result,
                 [&](OpBuilder &b, Location loc, ValueRange v) -> Value {
                   // A row of -Inf has the sum 0 and is 0.
                   Value zero = hac::linalg_stage::real(b, loc, real, 0);
                   Value nothing = CmpFOp::create(b, loc, CmpFPredicate::OEQ, v[2], zero);
                   Value share = div(b, loc, softmaxTerm(b, loc, v[0], v[1]), v[2]);
                   return SelectOp::create(b, loc, nothing, zero, share);
                 });
}

void addNormRules(Rules &rules) {
  rules.add<LayerNormOp>(lowerLayerNorm);
  rules.add<RmsNormOp>(lowerRmsNorm);
  rules.add<GroupNormOp>(lowerGroupNorm);
  rules.add<BatchNormOp>(lowerBatchNorm);
  rules.add<NormalizeOp>(lowerNormalize);
  rules.add<SoftmaxOp>(lowerSoftmax);
  rules.add<LogSoftmaxOp>(lowerLogSoftmax);
}

} // namespace hac::linalg_stage
