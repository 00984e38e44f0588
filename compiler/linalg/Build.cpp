#include "compiler/linalg/Build.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

SmallVector<AffineExpr> remainingDims(RankedTensorType type, ArrayRef<int64_t> axes) {
  SmallVector<AffineExpr> out;
  for (auto [i, d] : llvm::enumerate(dimsOf(type)))
    if (!llvm::is_contained(axes, int64_t(i)))
      out.push_back(d);
  return out;
}

AffineMap remainingMap(Lowering &l, RankedTensorType type, ArrayRef<int64_t> axes) {
  SmallVector<AffineExpr> exprs;
  for (int64_t i = 0; i < type.getRank(); i++)
    if (!llvm::is_contained(axes, i))
      exprs.push_back(l.b.getAffineDimExpr(i));
  return AffineMap::get(type.getRank(), 0, exprs, l.b.getContext());
}

Value readIfAny(OpBuilder &b, Location loc, Value size, Value x, ValueRange position) {
  if (!size)
    return at(b, loc, x, position);
  Type element = typeOf(x).getElementType();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value any = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, size, zero);
  return scf::IfOp::create(
             b, loc, any,
             [&](OpBuilder &then, Location where) { scf::YieldOp::create(then, where, at(then, where, x, position)); },
             [&](OpBuilder &otherwise, Location where) {
               Value nothing = arith::ConstantOp::create(otherwise, where, otherwise.getZeroAttr(element));
               scf::YieldOp::create(otherwise, where, nothing);
             })
      .getResult(0);
}

Value countAlong(Lowering &l, RankedTensorType type, ArrayRef<int64_t> axes, Type real) {
  AffineExpr count = l.constant(1);
  for (int64_t axis : axes)
    count = mulDims(count, dimsOf(type)[axis]);
  Value n = arith::IndexCastOp::create(l.b, l.loc, l.b.getI64Type(), l.dim(count));
  return arith::SIToFPOp::create(l.b, l.loc, real, n);
}

Value foldWith(Lowering &l, Value x, RankedTensorType type, ArrayRef<int64_t> axes, Value per,
               llvm::function_ref<Value(OpBuilder &, Location, Value, Value, Value)> f) {
  Type real = computeType(type.getElementType());
  SmallVector<utils::IteratorType> loops;
  for (int64_t i = 0; i < type.getRank(); i++)
    loops.push_back(llvm::is_contained(axes, i) ? utils::IteratorType::reduction : utils::IteratorType::parallel);
  AffineMap kept = remainingMap(l, type, axes);
  Value zero = l.filled(remainingDims(type, axes), real, l.number(real, 0));
  return l.generic({x, per}, {l.b.getMultiDimIdentityMap(type.getRank()), kept}, zero, kept, loops,
                   [&](OpBuilder &b, Location at, ValueRange v) -> SmallVector<Value> {
                     return {f(b, at, toCompute(b, at, v[0], type.getElementType()), v[1], v[2])};
                   })
      .getResult(0);
}

Value mapWith(Lowering &l, Value x, RankedTensorType type, ValueRange extras, ArrayRef<AffineMap> maps,
              ArrayRef<Type> extraElements, RankedTensorType result,
              llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> f) {
  unsigned rank = type.getRank();
  SmallVector<Value> inputs = {x};
  llvm::append_range(inputs, extras);
  SmallVector<AffineMap> all = {l.b.getMultiDimIdentityMap(rank)};
  llvm::append_range(all, maps);
  Value out = l.empty(dimsOf(result), plainType(result).getElementType());
  return l.generic(inputs, all, out, l.b.getMultiDimIdentityMap(rank),
                   SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
                   [&](OpBuilder &b, Location at, ValueRange v) -> SmallVector<Value> {
                     SmallVector<Value> scalars = {toCompute(b, at, v[0], type.getElementType())};
                     for (auto [scalar, element] : llvm::zip(v.slice(1, extras.size()), extraElements))
                       scalars.push_back(toCompute(b, at, scalar, element));
                     return {fromCompute(b, at, f(b, at, scalars), result.getElementType())};
                   })
      .getResult(0);
}

Statistics statistics(Lowering &l, Value x, RankedTensorType type, ArrayRef<int64_t> axes, double eps) {
  Type real = computeType(type.getElementType());
  RankedTensorType reduced = tensorOf(remainingDims(type, axes), real, l.symbolCount());
  Value n = countAlong(l, type, axes, real);
  Value total = l.reduce(x, type, axes, l.number(real, 0),
                         [](OpBuilder &b, Location loc, Value e, Value acc) { return add(b, loc, acc, e); });
  Value mean = l.pointwise({total}, {reduced}, reduced,
                           [&](OpBuilder &b, Location loc, ValueRange v) { return div(b, loc, v[0], n); });
  Value squares = foldWith(l, x, type, axes, mean, [](OpBuilder &b, Location loc, Value e, Value m, Value acc) {
    Value d = sub(b, loc, e, m);
    return fma(b, loc, d, d, acc);
  });
  Value rstd = l.pointwise({squares}, {reduced}, reduced, [&](OpBuilder &b, Location loc, ValueRange v) -> Value {
    Value variance = div(b, loc, v[0], n);
    return math::RsqrtOp::create(b, loc, add(b, loc, variance, hac::linalg_stage::real(b, loc, real, eps)));
  });
  return {mean, rstd};
}

} // namespace hac::linalg_stage
