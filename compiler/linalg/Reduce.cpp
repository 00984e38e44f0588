// Reductions: linalg.generic with the axes as reduction loops, in ascending order.
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

// Turns a reduced tensor of compute type into the op's result: last formula, rounding, keepdim.
Value finish(Lowering &l, Value reduced, ArrayRef<AffineExpr> dims, RankedTensorType result,
             llvm::function_ref<Value(OpBuilder &, Location, Value)> last = nullptr) {
  Type element = typeOf(reduced).getElementType();
  Type want = plainType(result).getElementType();
  if (last || element != want)
    reduced = l.pointwise({reduced}, {tensorOf(dims, element, l.symbolCount())},
                          tensorOf(dims, result.getElementType(), l.symbolCount()),
                          [&](OpBuilder &b, Location loc, ValueRange x) {
                            return last ? last(b, loc, x[0]) : x[0];
                          });
  return l.reshape(reduced, dims, dimsOf(result));
}

Value lowest(Lowering &l, Type type) {
  if (isa<FloatType>(type))
    return l.number(type, -infinity);
  return arith::ConstantOp::create(l.b, l.loc, IntegerAttr::get(type, APInt::getSignedMinValue(type.getIntOrFloatBitWidth())));
}
Value highest(Lowering &l, Type type) {
  if (isa<FloatType>(type))
    return l.number(type, infinity);
  return arith::ConstantOp::create(l.b, l.loc, IntegerAttr::get(type, APInt::getSignedMaxValue(type.getIntOrFloatBitWidth())));
}

// The common shape of sum, prod, amax, amin, any, all.
template <typename Op>
void addFold(Rules &rules, Value (*init)(Lowering &, Type), Value (*combine)(OpBuilder &, Location, Value, Value)) {
  rules.add<Op>([=](Op op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType x = typeOf(op.getX());
    Value start = init(l, computeType(x.getElementType()));
    Value folded = l.reduce(in[0], x, op.getAxes(), start,
                            [=](OpBuilder &b, Location loc, Value e, Value acc) { return combine(b, loc, acc, e); });
    return {finish(l, folded, remainingDims(x, op.getAxes()), typeOf(op.getResult()))};
  });
}

SmallVector<Value> lowerMean(MeanOp op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  Type real = computeType(x.getElementType());
  Value total = l.reduce(in[0], x, op.getAxes(), l.number(real, 0),
                         [](OpBuilder &b, Location loc, Value e, Value acc) { return add(b, loc, acc, e); });
  Value n = countAlong(l, x, op.getAxes(), real);
  return {finish(l, total, remainingDims(x, op.getAxes()), typeOf(op.getResult()),
                 [&](OpBuilder &b, Location loc, Value s) { return div(b, loc, s, n); })};
}

SmallVector<Value> lowerNorm(NormOp op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  Value total = l.reduce(in[0], x, op.getAxes(), l.number(computeType(x.getElementType()), 0),
                         [](OpBuilder &b, Location loc, Value e, Value acc) { return fma(b, loc, e, e, acc); });
  return {finish(l, total, remainingDims(x, op.getAxes()), typeOf(op.getResult()),
                 [](OpBuilder &b, Location loc, Value s) -> Value { return math::SqrtOp::create(b, loc, s); })};
}

// Two passes: mean, then squared differences over max(0, n - correction).
template <typename Op> SmallVector<Value> lowerVariance(Op op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  Type real = computeType(x.getElementType());
  ArrayRef<int64_t> axes = op.getAxes();
  SmallVector<AffineExpr> dims = remainingDims(x, axes);
  Value n = countAlong(l, x, axes, real);
  Value total = l.reduce(in[0], x, axes, l.number(real, 0),
                         [](OpBuilder &b, Location loc, Value e, Value acc) { return add(b, loc, acc, e); });
  Value mean = finish(l, total, dims, tensorOf(dims, real, l.symbolCount()),
                      [&](OpBuilder &b, Location loc, Value s) { return div(b, loc, s, n); });
  Value squares = foldWith(l, in[0], x, axes, mean, [](OpBuilder &b, Location loc, Value e, Value m, Value acc) {
    Value d = sub(b, loc, e, m);
    return fma(b, loc, d, d, acc);
  });
  Value freedom = sub(l.b, l.loc, n, l.number(real, double(op.getCorrection())));
  freedom = maximum(l.b, l.loc, freedom, l.number(real, 0));
  return {finish(l, squares, dims, typeOf(op.getResult()), [&](OpBuilder &b, Location loc, Value s) -> Value {
    Value variance = div(b, loc, s, freedom);
    if (std::is_same_v<Op, StddevOp>)
      return math::SqrtOp::create(b, loc, variance);
    return variance;
  })};
}

// m + log(sum exp(x - m)) with m = 0 where the maximum is not finite.
SmallVector<Value> lowerLogsumexp(LogsumexpOp op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  Type real = computeType(x.getElementType());
  SmallVector<AffineExpr> dims = remainingDims(x, op.getAxes());
  RankedTensorType reduced = tensorOf(dims, real, l.symbolCount());
  Value largest = l.reduce(in[0], x, op.getAxes(), l.number(real, -infinity),
                           [](OpBuilder &b, Location loc, Value e, Value acc) { return maximum(b, loc, acc, e); });
  Value shift = l.pointwise({largest}, {reduced}, reduced, [&](OpBuilder &b, Location loc, ValueRange v) -> Value {
    Value size = math::AbsFOp::create(b, loc, v[0]);
    Value finite = CmpFOp::create(b, loc, CmpFPredicate::OLT, size, hac::linalg_stage::real(b, loc, real, infinity));
    return SelectOp::create(b, loc, finite, v[0], hac::linalg_stage::real(b, loc, real, 0));
  });
  Value total = foldWith(l, in[0], x, op.getAxes(), shift, [](OpBuilder &b, Location loc, Value e, Value m, Value acc) {
    return add(b, loc, acc, math::ExpOp::create(b, loc, sub(b, loc, e, m)));
  });
  Value y = l.pointwise({total, shift}, {reduced, reduced}, tensorOf(dims, x.getElementType(), l.symbolCount()),
                        [](OpBuilder &b, Location loc, ValueRange v) {
                          return add(b, loc, v[1], math::LogOp::create(b, loc, v[0]));
                        });
  return {l.reshape(y, dims, dimsOf(typeOf(op.getResult())))};
}

// The first of equals; the first NaN wins.
template <typename Op> SmallVector<Value> lowerArg(Op op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  Type compute = computeType(x.getElementType());
  bool isReal = isa<FloatType>(compute), wantMax = std::is_same_v<Op, ArgmaxOp>;
  int64_t axis = op.getAxis();
  SmallVector<AffineExpr> dims = remainingDims(x, axis);
  AffineMap kept = remainingMap(l, x, axis);
  SmallVector<utils::IteratorType> loops(x.getRank(), utils::IteratorType::parallel);
  loops[axis] = utils::IteratorType::reduction;
  Value best = l.filled(dims, compute, wantMax ? lowest(l, compute) : highest(l, compute));
  Value position = l.filled(dims, l.b.getI32Type(), l.number(l.b.getI32Type(), 0));
  Value index = l.generic(in[0], l.b.getMultiDimIdentityMap(x.getRank()), {best, position}, {kept, kept}, loops,
                          [&](OpBuilder &b, Location at, ValueRange v) -> SmallVector<Value> {
                            Value e = toCompute(b, at, v[0], x.getElementType()), better;
                            if (isReal) {
                              better = CmpFOp::create(b, at, wantMax ? CmpFPredicate::OGT : CmpFPredicate::OLT, e, v[1]);
                              Value isNaN = CmpFOp::create(b, at, CmpFPredicate::UNO, e, e);
                              Value bestNumber = CmpFOp::create(b, at, CmpFPredicate::ORD, v[1], v[1]);
                              better = OrIOp::create(b, at, better, AndIOp::create(b, at, isNaN, bestNumber));
                            } else {
                              better = CmpIOp::create(b, at, wantMax ? CmpIPredicate::sgt : CmpIPredicate::slt, e, v[1]);
                            }
                            Value here = IndexCastOp::create(b, at, b.getI32Type(), linalg::IndexOp::create(b, at, axis));
                            return {SelectOp::create(b, at, better, e, v[1]), SelectOp::create(b, at, better, here, v[2])};
                          })
                    .getResult(1);
  return {l.reshape(index, dims, dimsOf(typeOf(op.getResult())))};
}

// f(accumulator, element) from the identity, left to right.
SmallVector<Value> lowerReduce(ReduceOp op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  Tape tape = decodeTape(op.getFn().getWords());
  Value start = l.number(computeType(x.getElementType()), op.getIdentity().convertToDouble());
  Value folded = l.reduce(in[0], x, op.getAxes(), start, [&](OpBuilder &b, Location loc, Value e, Value acc) {
    Value y = emitTape(b, loc, tape, {acc, e}, {});
    if (!isa<FloatType>(y.getType()))
      y = SIToFPOp::create(b, loc, acc.getType(), y);
    return y;
  });
  return {finish(l, folded, remainingDims(x, op.getAxes()), typeOf(op.getResult()))};
}

} // namespace

void addReduceRules(Rules &rules) {
  addFold<SumOp>(rules, [](Lowering &l, Type t) { return l.number(t, 0); }, add);
  addFold<ProdOp>(rules, [](Lowering &l, Type t) { return l.number(t, 1); }, mul);
  addFold<AmaxOp>(rules, lowest, maximum);
  addFold<AminOp>(rules, highest, minimum);
  addFold<AnyOp>(rules, [](Lowering &l, Type t) { return l.number(t, 0); },
                 [](OpBuilder &b, Location loc, Value x, Value y) -> Value { return OrIOp::create(b, loc, x, y); });
  addFold<AllOp>(rules, [](Lowering &l, Type t) { return l.number(t, 1); },
                 [](OpBuilder &b, Location loc, Value x, Value y) -> Value { return AndIOp::create(b, loc, x, y); });
  rules.add<MeanOp>(lowerMean);
  rules.add<NormOp>(lowerNorm);
  rules.add<VarOp>(lowerVariance<VarOp>);
  rules.add<StddevOp>(lowerVariance<StddevOp>);
  rules.add<LogsumexpOp>(lowerLogsumexp);
  rules.add<ArgmaxOp>(lowerArg<ArgmaxOp>);
  rules.add<ArgminOp>(lowerArg<ArgminOp>);
  rules.add<ReduceOp>(lowerReduce);
}

} // namespace hac::linalg_stage
