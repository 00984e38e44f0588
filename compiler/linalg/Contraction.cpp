// matmul and linear: one FMA chain per element over ascending k, in f32 for 16-bit floats.
#include "compiler/linalg/Build.h"

namespace hac::linalg_stage {

namespace {

constexpr auto parallel = utils::IteratorType::parallel, reduction = utils::IteratorType::reduction;

linalg::GenericOp contract(Lowering &l, Value a, Value b, Value acc, ArrayRef<AffineMap> maps,
                           ArrayRef<utils::IteratorType> loops, Type aType, Type bType) {
  return l.generic({a, b}, maps.take_front(2), acc, maps.take_back(1), loops,
                   [&](OpBuilder &nested, Location at, ValueRange v) -> SmallVector<Value> {
                     return {fma(nested, at, toCompute(nested, at, v[0], aType),
                                 toCompute(nested, at, v[1], bType), v[2])};
                   });
}

// Rounds accumulators to the result's element type, where that is narrower.
Value round(Lowering &l, Value acc, ArrayRef<AffineExpr> dims, Type element) {
  Type compute = computeType(element);
  if (compute == element)
    return acc;
  return l.pointwise({acc}, {tensorOf(dims, compute, l.symbolCount())},
                     tensorOf(dims, element, l.symbolCount()),
                     [](OpBuilder &, Location, ValueRange x) { return x[0]; });
}

// [.., m, k] x [.., k, n]; loops (batch.., m, k, n), so the innermost one is contiguous.
SmallVector<Value> lowerMatmul(MatmulOp op, ValueRange in, Lowering &l) {
  RankedTensorType a = typeOf(op.getA()), b = typeOf(op.getB()), out = typeOf(op.getResult());
  unsigned batch = out.getRank() - 2, loops = batch + 3;
  MLIRContext *context = op.getContext();
  auto loop = [&](unsigned i) { return getAffineDimExpr(i, context); };
  auto operandMap = [&](RankedTensorType type, AffineExpr row, AffineExpr column) {
    SmallVector<AffineExpr> exprs;
    unsigned skip = batch - (type.getRank() - 2);
    for (unsigned i = 0; i + 2 < type.getRank(); i++)
      exprs.push_back(type.getDimSize(i) == 1 && out.getDimSize(i + skip) != 1
                          ? getAffineConstantExpr(0, context)
                          : loop(i + skip));
    exprs.append({row, column});
    return AffineMap::get(loops, 0, exprs, context);
  };
  AffineExpr m = loop(batch), k = loop(batch + 1), n = loop(batch + 2);
  AffineMap maps[] = {operandMap(a, m, k), operandMap(b, k, n), operandMap(out, m, n)};
  SmallVector<utils::IteratorType> kinds(loops, parallel);
  kinds[batch + 1] = reduction;
  Type element = out.getElementType(), compute = computeType(element);
  Value zero = l.filled(dimsOf(out), compute, l.number(compute, 0));
  Value acc = contract(l, in[0], in[1], zero, maps, kinds, element, element).getResult(0);
  return {round(l, acc, dimsOf(out), element)};
}

// x [.., in] as [M, in].
SmallVector<Value> lowerLinear(LinearOp op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX()), out = typeOf(op.getResult());
  Type element = out.getElementType(), compute = computeType(element);
  SmallVector<AffineExpr> xDims = dimsOf(x), outDims = dimsOf(out);
  AffineExpr rows = l.constant(1);
  for (AffineExpr d : ArrayRef(xDims).drop_back())
    rows = mulDims(rows, d);
  SmallVector<AffineExpr> flat = {rows, outDims.back()};
  Value input = l.reshape(in[0], xDims, {rows, xDims.back()});

  MLIRContext *context = op.getContext();
  AffineExpr m, n, k;
  bindDims(context, m, n, k);
  AffineMap maps[] = {AffineMap::get(3, 0, {m, k}, context), AffineMap::get(3, 0, {n, k}, context),
                      AffineMap::get(3, 0, {m, n}, context)};
  Value zero = l.filled(flat, compute, l.number(compute, 0));
  linalg::GenericOp product =
      contract(l, input, in[1], zero, maps, {parallel, parallel, reduction}, element, element);
  RankedTensorType wide = tensorOf(flat, compute, l.symbolCount());
  RankedTensorType narrow = tensorOf(flat, element, l.symbolCount());
  Value y = product.getResult(0);
  if (op.getB())
    y = l.pointwise({y, in[2]}, {wide, typeOf(op.getB())}, narrow,
                    [](OpBuilder &b, Location loc, ValueRange v) { return add(b, loc, v[0], v[1]); });
  else
    y = round(l, y, flat, element);
  return {l.reshape(y, flat, outDims)};
}

} // namespace

void addContractionRules(Rules &rules) {
  rules.add<MatmulOp>(lowerMatmul);
  rules.add<LinearOp>(lowerLinear);
}

} // namespace hac::linalg_stage
