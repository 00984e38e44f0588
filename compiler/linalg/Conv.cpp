// Convolutions as linalg.generic on a padded input. One FMA chain per element, ascending over
// (channel, kernel position); the innermost loop runs over outputs that lie side by side.
#include "compiler/linalg/Build.h"

namespace hac::linalg_stage {

namespace {

constexpr auto parallel = utils::IteratorType::parallel, reduction = utils::IteratorType::reduction;

// The convolved sum plus bias (per channel), rounded once. `channel` is the channel axis of out.
Value addBias(Lowering &l, Value acc, Value bias, RankedTensorType out, int64_t channel) {
  Type element = out.getElementType(), compute = computeType(element);
  RankedTensorType wide = tensorOf(dimsOf(out), compute, l.symbolCount());
  if (bias)
    return mapWith(l, acc, wide, bias, AffineMap::get(out.getRank(), 0, l.b.getAffineDimExpr(channel)), element, out,
                   [](OpBuilder &b, Location loc, ValueRange v) { return add(b, loc, v[0], v[1]); });
  if (compute == element)
    return acc;
  return l.pointwise({acc}, {wide}, out, [](OpBuilder &, Location, ValueRange v) { return v[0]; });
}

// x [.., C, ..] -> [.., groups, C / groups, ..]
SmallVector<AffineExpr> grouped(Lowering &l, ArrayRef<AffineExpr> dims, int64_t axis, int64_t groups) {
  SmallVector<AffineExpr> out(dims);
  out[axis] = l.constant(groups);
  out.insert(out.begin() + axis + 1, floorDivDim(dims[axis], groups));
  return out;
}

Value padInput(Lowering &l, Value x, RankedTensorType &type, ArrayRef<int64_t> spatial, ArrayRef<int64_t> padding,
               int64_t mode) {
  SmallVector<int64_t> all(2 * type.getRank(), 0);
  SmallVector<AffineExpr> dims = dimsOf(type);
  for (auto [i, axis] : llvm::enumerate(spatial)) {
    all[2 * axis] = padding[2 * i];
    all[2 * axis + 1] = padding[2 * i + 1];
    dims[axis] = normalizeDim(dims[axis] + (padding[2 * i] + padding[2 * i + 1]));
  }
  RankedTensorType grown = tensorOf(dims, type.getElementType(), l.symbolCount());
  Value y = padded(l, x, type, all, mode, cast<TypedAttr>(l.b.getZeroAttr(plainType(type).getElementType())), grown);
  type = grown;
  return y;
}

Value convolve(Lowering &l, Value x, Value w, ArrayRef<AffineExpr> outDims, Type element, ArrayRef<AffineExpr> xMap,
               ArrayRef<AffineExpr> wMap, ArrayRef<AffineExpr> outMap, ArrayRef<utils::IteratorType> loops) {
  Type compute = computeType(element);
  MLIRContext *context = element.getContext();
  auto map = [&](ArrayRef<AffineExpr> exprs) { return AffineMap::get(loops.size(), 0, exprs, context); };
  Value zero = l.filled(outDims, compute, l.number(compute, 0));
  return l.generic({x, w}, {map(xMap), map(wMap)}, zero, map(outMap), loops,
                   [&](OpBuilder &b, Location at, ValueRange v) -> SmallVector<Value> {
                     return {fma(b, at, toCompute(b, at, v[0], element), toCompute(b, at, v[1], element), v[2])};
                   })
      .getResult(0);
}

// x [N, L, C], w [F, C/g, K] -> [N, L', F]
SmallVector<Value> lowerConv1d(Conv1dOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX()), out = typeOf(op.getResult());
  int64_t groups = op.getGroups(), stride = op.getStride()[0], dilation = op.getDilation()[0];
  Value x = padInput(l, in[0], type, {1}, op.getPadding(), op.getMode());
  SmallVector<AffineExpr> xDims = dimsOf(type), wDims = dimsOf(typeOf(op.getW())), oDims = dimsOf(out);
  SmallVector<AffineExpr> xWide = grouped(l, xDims, 2, groups), wWide = grouped(l, wDims, 0, groups),
                          oWide = grouped(l, oDims, 2, groups);
  AffineExpr n, o, g, c, k, f;
  bindDims(op.getContext(), n, o, g, c, k, f);
  Value acc = convolve(l, l.reshape(x, xDims, xWide), l.reshape(in[1], wDims, wWide), oWide, type.getElementType(),
                       {n, o * stride + k * dilation, g, c}, {g, f, c, k}, {n, o, g, f},
                       {parallel, parallel, parallel, reduction, reduction, parallel});
  return {addBias(l, l.reshape(acc, oWide, oDims), op.getB() ? in[2] : Value(), out, 2)};
}

// x [N, C, H, W], w [F, C/g, KH, KW] -> [N, F, H', W']
SmallVector<Value> lowerConv2d(Conv2dOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX()), out = typeOf(op.getResult());
  int64_t groups = op.getGroups();
  ArrayRef<int64_t> s = op.getStride(), d = op.getDilation();
  Value x = padInput(l, in[0], type, {2, 3}, op.getPadding(), op.getMode());
  SmallVector<AffineExpr> xDims = dimsOf(type), wDims = dimsOf(typeOf(op.getW())), oDims = dimsOf(out);
  SmallVector<AffineExpr> xWide = grouped(l, xDims, 1, groups), wWide = grouped(l, wDims, 0, groups),
                          oWide = grouped(l, oDims, 1, groups);
  AffineExpr n, g, f, oh, c, kh, kw, ow;
  bindDims(op.getContext(), n, g, f, oh, c, kh, kw, ow);
  Value acc = convolve(l, l.reshape(x, xDims, xWide), l.reshape(in[1], wDims, wWide), oWide, type.getElementType(),
                       {n, g, c, oh * s[0] + kh * d[0], ow * s[1] + kw * d[1]}, {g, f, c, kh, kw}, {n, g, f, oh, ow},
                       {parallel, parallel, parallel, parallel, reduction, reduction, reduction, parallel});
  return {addBias(l, l.reshape(acc, oWide, oDims), op.getB() ? in[2] : Value(), out, 1)};
}

} // namespace

void addConvRules(Rules &rules) {
  rules.add<Conv1dOp>(lowerConv1d);
  rules.add<Conv2dOp>(lowerConv2d);
}

} // namespace hac::linalg_stage
