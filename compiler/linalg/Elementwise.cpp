// Elementwise ops: one linalg.generic each, and the scalar formula of each op.
#include "compiler/linalg/Build.h"
#include "compiler/support/MathDialect.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

// What one element is, on compute types.
using Formula = std::function<Value(OpBuilder &, Location, ValueRange, Operation *)>;

void addFormula(Rules &rules, StringRef name, Formula formula) {
  rules.addNamed(name, [formula](Operation *op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    SmallVector<RankedTensorType> types =
        llvm::map_to_vector(op->getOperands(), [](Value v) { return typeOf(v); });
    return {l.pointwise(SmallVector<Value>(in), types, typeOf(op->getResult(0)),
                        [&](OpBuilder &b, Location loc, ValueRange x) { return formula(b, loc, x, op); })};
  });
}

template <typename Hac, typename Scalar> void addUnary(Rules &rules) {
  addFormula(rules, Hac::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
               return Scalar::create(b, loc, x[0]);
             });
}

Value zeroOf(OpBuilder &b, Location loc, Value x) { return arith::ConstantOp::create(b, loc, b.getZeroAttr(x.getType())); }
Value greater(OpBuilder &b, Location loc, Value x, Value y) {
  return isa<FloatType>(x.getType()) ? CmpFOp::create(b, loc, CmpFPredicate::OGT, x, y).getResult()
                                     : CmpIOp::create(b, loc, CmpIPredicate::sgt, x, y);
}
Value select(OpBuilder &b, Location loc, Value c, Value x, Value y) { return SelectOp::create(b, loc, c, x, y); }

// 0 > x is false for a NaN, which so passes.
Value relu(OpBuilder &b, Location loc, Value x) {
  Value zero = zeroOf(b, loc, x);
  return select(b, loc, greater(b, loc, zero, x), zero, x);
}
// min(relu(x), 6)
Value relu6(OpBuilder &b, Location loc, Value x) {
  Value y = relu(b, loc, x), six = real(b, loc, x.getType(), 6);
  return select(b, loc, greater(b, loc, y, six), six, y);
}
Value hardsigmoid(OpBuilder &b, Location loc, Value x) {
  Value shifted = add(b, loc, x, real(b, loc, x.getType(), 3));
  return div(b, loc, relu6(b, loc, shifted), real(b, loc, x.getType(), 6));
}
// x > 0 ? x : alpha * (exp(x) - 1)
Value elu(OpBuilder &b, Location loc, Value x, double alpha) {
  Value negative = mul(b, loc, real(b, loc, x.getType(), alpha), math::ExpM1Op::create(b, loc, x));
  return select(b, loc, greater(b, loc, x, zeroOf(b, loc, x)), x, negative);
}

void addActivations(Rules &rules) {
  addFormula(rules, ReluOp::getOperationName(),
             [](OpBuilder &b, Location l, ValueRange x, Operation *) { return relu(b, l, x[0]); });
  addFormula(rules, Relu6Op::getOperationName(),
             [](OpBuilder &b, Location l, ValueRange x, Operation *) { return relu6(b, l, x[0]); });
  addUnary<SigmoidOp, hacm::SigmoidOp>(rules);
  addUnary<SiluOp, hacm::SiluOp>(rules);
  addUnary<MishOp, hacm::MishOp>(rules);
  addUnary<SoftplusOp, hacm::SoftplusOp>(rules);
  addFormula(rules, GeluOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *op) -> Value {
               if (cast<GeluOp>(op).getApproximate())
                 return hacm::GeluTanhOp::create(b, loc, x[0]);
               return hacm::GeluOp::create(b, loc, x[0]);
             });
  addFormula(rules, SeluOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
               // Klambauer et al. 2017
               constexpr double alpha = 1.6732632423543772848, scale = 1.0507009873554804934;
               return mul(b, loc, real(b, loc, x[0].getType(), scale), elu(b, loc, x[0], alpha));
             });
  addFormula(rules, EluOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *op) {
               return elu(b, loc, x[0], cast<EluOp>(op).getAlpha().convertToDouble());
             });
  addFormula(rules, LeakyReluOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *op) {
               double slope = cast<LeakyReluOp>(op).getNegativeSlope().convertToDouble();
               Value negative = mul(b, loc, real(b, loc, x[0].getType(), slope), x[0]);
               return select(b, loc, greater(b, loc, x[0], zeroOf(b, loc, x[0])), x[0], negative);
             });
  addFormula(rules, HardsigmoidOp::getOperationName(), [](OpBuilder &b, Location l, ValueRange x,
                                                          Operation *) { return hardsigmoid(b, l, x[0]); });
  addFormula(rules, HardswishOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) {
               Value six = real(b, loc, x[0].getType(), 6), three = real(b, loc, x[0].getType(), 3);
               Value gate = relu6(b, loc, add(b, loc, x[0], three));
               return div(b, loc, mul(b, loc, x[0], gate), six);
             });
  // Channels are the last axis, or axis 1 of rank 4; w is [1] or [channels].
  rules.add<PReluOp>([](PReluOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType x = typeOf(op.getX()), w = typeOf(op.getW());
    Value slope = in[1];
    if (x.getRank() == 4) { // [C] -> [C, 1, 1]
      SmallVector<AffineExpr> dims = {dimsOf(w)[0], l.constant(1), l.constant(1)};
      slope = l.reshape(slope, dimsOf(w), dims);
      w = tensorOf(dims, w.getElementType(), l.symbolCount());
    }
    return {l.pointwise({in[0], slope}, {x, w}, typeOf(op.getResult()),
                        [](OpBuilder &b, Location loc, ValueRange v) {
                          Value positive = greater(b, loc, v[0], zeroOf(b, loc, v[0]));
                          return select(b, loc, positive, v[0], mul(b, loc, v[0], v[1]));
                        })};
  });
}

void addMath(Rules &rules) {
  addUnary<ExpOp, math::ExpOp>(rules);
  addUnary<Exp2Op, math::Exp2Op>(rules);
  addUnary<Expm1Op, math::ExpM1Op>(rules);
  addUnary<LogOp, math::LogOp>(rules);
  addUnary<Log2Op, math::Log2Op>(rules);
  addUnary<Log1pOp, math::Log1pOp>(rules);
  addUnary<SqrtOp, math::SqrtOp>(rules);
  addUnary<RsqrtOp, math::RsqrtOp>(rules);
  addUnary<SinOp, math::SinOp>(rules);
  addUnary<CosOp, math::CosOp>(rules);
  addUnary<TanhOp, math::TanhOp>(rules);
  addUnary<ErfOp, math::ErfOp>(rules);
  addUnary<FloorOp, math::FloorOp>(rules);
  addUnary<CeilOp, math::CeilOp>(rules);
  addUnary<RoundOp, math::RoundEvenOp>(rules);
  addFormula(rules, ReciprocalOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) {
               return div(b, loc, real(b, loc, x[0].getType(), 1), x[0]);
             });
  addFormula(rules, PowOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
               return math::PowFOp::create(b, loc, x[0], x[1]);
             });
}

void addNumbers(Rules &rules) {
  auto binary = [&](StringRef name, Value (*f)(OpBuilder &, Location, Value, Value)) {
    addFormula(rules, name, [f](OpBuilder &b, Location loc, ValueRange x, Operation *) {
      return f(b, loc, x[0], x[1]);
    });
  };
  binary(AddOp::getOperationName(), add);
  binary(SubOp::getOperationName(), sub);
  binary(MulOp::getOperationName(), mul);
  binary(DivOp::getOperationName(), div);
  binary(MaximumOp::getOperationName(), maximum);
  binary(MinimumOp::getOperationName(), minimum);
  binary(FloorDivOp::getOperationName(), floorDiv);
  binary(RemainderOp::getOperationName(), remainder);
  addFormula(rules, NegOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
               if (isa<FloatType>(x[0].getType()))
                 return NegFOp::create(b, loc, x[0]);
               return sub(b, loc, zeroOf(b, loc, x[0]), x[0]);
             });
  addFormula(rules, AbsOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
               if (isa<FloatType>(x[0].getType()))
                 return math::AbsFOp::create(b, loc, x[0]);
               Value zero = zeroOf(b, loc, x[0]); // |MIN| = MIN, so not math.absi
               return select(b, loc, greater(b, loc, zero, x[0]), sub(b, loc, zero, x[0]), x[0]);
             });
  addFormula(rules, SquareOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) { return mul(b, loc, x[0], x[0]); });
  addFormula(rules, SignOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) {
               Value zero = zeroOf(b, loc, x[0]);
               bool isReal = isa<FloatType>(x[0].getType());
               auto number = [&](int v) {
                 return isReal ? real(b, loc, x[0].getType(), v) : integer(b, loc, x[0].getType(), v);
               };
               // Neither above nor below 0: 0, or the NaN itself.
               Value positive = greater(b, loc, x[0], zero), negative = greater(b, loc, zero, x[0]);
               Value rest = isReal ? add(b, loc, x[0], zero) : zero;
               return select(b, loc, positive, number(1), select(b, loc, negative, number(-1), rest));
             });
  addFormula(rules, ClampOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *op) {
               auto clamp = cast<ClampOp>(op);
               auto bound = [&](Attribute limit) -> Value {
                 double value = isa<FloatAttr>(limit) ? cast<FloatAttr>(limit).getValueAsDouble()
                                                      : double(cast<IntegerAttr>(limit).getInt());
                 if (isa<FloatType>(x[0].getType()))
                   return real(b, loc, x[0].getType(), value);
                 return integer(b, loc, x[0].getType(), cast<IntegerAttr>(limit).getInt());
               };
               Value lo = bound(clamp.getLoAttr()), hi = bound(clamp.getHiAttr());
               return minimum(b, loc, maximum(b, loc, x[0], lo), hi);
             });
}

void addLogic(Rules &rules) {
  auto compare = [&](StringRef name, CmpFPredicate f, CmpIPredicate i) {
    addFormula(rules, name, [f, i](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
      if (isa<FloatType>(x[0].getType()))
        return CmpFOp::create(b, loc, f, x[0], x[1]);
      return CmpIOp::create(b, loc, i, x[0], x[1]);
    });
  };
  compare(LtOp::getOperationName(), CmpFPredicate::OLT, CmpIPredicate::slt);
  compare(LeOp::getOperationName(), CmpFPredicate::OLE, CmpIPredicate::sle);
  compare(GtOp::getOperationName(), CmpFPredicate::OGT, CmpIPredicate::sgt);
  compare(GeOp::getOperationName(), CmpFPredicate::OGE, CmpIPredicate::sge);
  compare(EqOp::getOperationName(), CmpFPredicate::OEQ, CmpIPredicate::eq);
  compare(NeOp::getOperationName(), CmpFPredicate::UNE, CmpIPredicate::ne);
  auto bitwise = [&](StringRef name, auto create) {
    addFormula(rules, name, [create](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
      return create(b, loc, x[0], x[1]);
    });
  };
  bitwise(BitAndOp::getOperationName(), [](OpBuilder &b, Location loc, Value x, Value y) {
    return AndIOp::create(b, loc, x, y).getResult();
  });
  bitwise(BitOrOp::getOperationName(), [](OpBuilder &b, Location loc, Value x, Value y) {
    return OrIOp::create(b, loc, x, y).getResult();
  });
  bitwise(BitXorOp::getOperationName(), [](OpBuilder &b, Location loc, Value x, Value y) {
    return XOrIOp::create(b, loc, x, y).getResult();
  });
  addFormula(rules, LogicalNotOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) -> Value {
               return XOrIOp::create(b, loc, x[0], integer(b, loc, x[0].getType(), -1));
             });
  addFormula(rules, WhereOp::getOperationName(),
             [](OpBuilder &b, Location loc, ValueRange x, Operation *) {
               return select(b, loc, x[0], x[1], x[2]);
             });
}

// Integers of a lambda are i64, reals f32.
Value toTape(OpBuilder &b, Location loc, Value x) {
  Type type = x.getType();
  if (type.isF64())
    return TruncFOp::create(b, loc, b.getF32Type(), x);
  if (type.isInteger(32))
    return ExtSIOp::create(b, loc, b.getI64Type(), x);
  return x;
}

void addMap(Rules &rules) {
  rules.add<MapOp>([](MapOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    Tape tape = decodeTape(op.getFn().getWords());
    RankedTensorType result = typeOf(op.getResult());
    SmallVector<RankedTensorType> types =
        llvm::map_to_vector(op.getXs(), [](Value v) { return typeOf(v); });
    return {l.pointwise(SmallVector<Value>(in), types, result,
                        [&](OpBuilder &b, Location loc, ValueRange x) {
                          SmallVector<Value> variables;
                          for (Value v : x)
                            variables.push_back(toTape(b, loc, v));
                          Value y = emitTape(b, loc, tape, variables, {});
                          Type want = computeType(result.getElementType());
                          if (want.isInteger() && y.getType() != want)
                            y = TruncIOp::create(b, loc, want, y);
                          return y;
                        })};
  });
}

} // namespace

void addElementwiseRules(Rules &rules) {
  addActivations(rules);
  addMath(rules);
  addNumbers(rules);
  addLogic(rules);
  addMap(rules);
  rules.add<CastOp>([](CastOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType from = typeOf(op.getX()), to = typeOf(op.getResult());
    return {l.pointwise({in[0]}, {from}, to, [&](OpBuilder &b, Location loc, ValueRange x) {
      return castScalar(b, loc, x[0], from.getElementType(), to.getElementType());
    })};
  });
  rules.add<StopGradientOp>(
      [](StopGradientOp, ValueRange in, Lowering &) -> SmallVector<Value> { return {in[0]}; });
}

} // namespace hac::linalg_stage
