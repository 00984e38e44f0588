#include "compiler/hac/ScalarCode.h"
#include "compiler/support/MathDialect.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::scalar {

using namespace mlir;
using namespace mlir::arith;

Value real(OpBuilder &b, Location loc, Type type, double value) {
  return arith::ConstantOp::create(b, loc, FloatAttr::get(type, value));
}
Value integer(OpBuilder &b, Location loc, Type type, int64_t value) {
  return arith::ConstantOp::create(b, loc, IntegerAttr::get(type, value));
}
static bool isReal(Value x) { return isa<FloatType>(x.getType()); }

Value maximum(OpBuilder &b, Location loc, Value x, Value y) {
  return isReal(x) ? MaximumFOp::create(b, loc, x, y).getResult() : MaxSIOp::create(b, loc, x, y);
}
Value minimum(OpBuilder &b, Location loc, Value x, Value y) {
  return isReal(x) ? MinimumFOp::create(b, loc, x, y).getResult() : MinSIOp::create(b, loc, x, y);
}
Value add(OpBuilder &b, Location loc, Value x, Value y) {
  return isReal(x) ? AddFOp::create(b, loc, x, y).getResult() : AddIOp::create(b, loc, x, y);
}
Value sub(OpBuilder &b, Location loc, Value x, Value y) {
  return isReal(x) ? SubFOp::create(b, loc, x, y).getResult() : SubIOp::create(b, loc, x, y);
}
Value mul(OpBuilder &b, Location loc, Value x, Value y) {
  return isReal(x) ? MulFOp::create(b, loc, x, y).getResult() : MulIOp::create(b, loc, x, y);
}
Value div(OpBuilder &b, Location loc, Value x, Value y) { return DivFOp::create(b, loc, x, y); }
Value fma(OpBuilder &b, Location loc, Value x, Value y, Value acc) {
  return math::FmaOp::create(b, loc, x, y, acc);
}

Value floorDiv(OpBuilder &b, Location loc, Value x, Value y) {
  Value zero = integer(b, loc, x.getType(), 0), one = integer(b, loc, x.getType(), 1);
  Value minusOne = integer(b, loc, x.getType(), -1);
  Value byZero = CmpIOp::create(b, loc, CmpIPredicate::eq, y, zero);
  Value byMinusOne = CmpIOp::create(b, loc, CmpIPredicate::eq, y, minusOne);
  // The hardware traps on x / 0 and MIN / -1, so neither reaches it.
  Value special = OrIOp::create(b, loc, byZero, byMinusOne);
  Value safe = SelectOp::create(b, loc, special, one, y);
  Value quotient = DivSIOp::create(b, loc, x, safe);
  Value rest = SubIOp::create(b, loc, x, MulIOp::create(b, loc, quotient, safe));
  Value inexact = CmpIOp::create(b, loc, CmpIPredicate::ne, rest, zero);
  Value restNegative = CmpIOp::create(b, loc, CmpIPredicate::slt, rest, zero);
  Value divisorNegative = CmpIOp::create(b, loc, CmpIPredicate::slt, safe, zero);
  Value signsDiffer = CmpIOp::create(b, loc, CmpIPredicate::ne, restNegative, divisorNegative);
  Value down = AndIOp::create(b, loc, inexact, signsDiffer);
  Value floor = SelectOp::create(b, loc, down, SubIOp::create(b, loc, quotient, one), quotient);
  Value negated = SubIOp::create(b, loc, zero, x);
  Value result = SelectOp::create(b, loc, byMinusOne, negated, floor);
  return SelectOp::create(b, loc, byZero, zero, result);
}

Value remainder(OpBuilder &b, Location loc, Value x, Value y) {
  Value zero = integer(b, loc, x.getType(), 0);
  Value byZero = CmpIOp::create(b, loc, CmpIPredicate::eq, y, zero);
  Value rest = SubIOp::create(b, loc, x, MulIOp::create(b, loc, floorDiv(b, loc, x, y), y));
  return SelectOp::create(b, loc, byZero, zero, rest);
}

Value toIndex(OpBuilder &b, Location loc, Value value) {
  return IndexCastOp::create(b, loc, b.getIndexType(), value);
}

Value clampIndex(OpBuilder &b, Location loc, Value index, Value size) {
  Value zero = ConstantIndexOp::create(b, loc, 0), one = ConstantIndexOp::create(b, loc, 1);
  Value last = SubIOp::create(b, loc, size, one);
  return MaxSIOp::create(b, loc, MinSIOp::create(b, loc, index, last), zero);
}

namespace {
// State of one tape run.
struct TapeRunner {
  OpBuilder &b;
  Location loc;
  const Tape &tape;
  ValueRange variables;
  TapeRead read;
  SmallVector<Value> registers;

  Value asReal(Value x) {
    return isReal(x) ? x : SIToFPOp::create(b, loc, b.getF32Type(), x).getResult();
  }
  Value compare(blob::tape_op op, Value x, Value y) {
    unsigned i = unsigned(op) - unsigned(blob::tape_op::lt);
    static constexpr CmpFPredicate f[] = {CmpFPredicate::OLT, CmpFPredicate::OLE, CmpFPredicate::OGT,
                                          CmpFPredicate::OGE, CmpFPredicate::OEQ, CmpFPredicate::UNE};
    static constexpr CmpIPredicate s[] = {CmpIPredicate::slt, CmpIPredicate::sle, CmpIPredicate::sgt,
                                          CmpIPredicate::sge, CmpIPredicate::eq,  CmpIPredicate::ne};
    if (isReal(x) || isReal(y))
      return CmpFOp::create(b, loc, f[i], asReal(x), asReal(y));
    return CmpIOp::create(b, loc, s[i], x, y);
  }
  Value run(const TapeOp &op);
};
} // namespace

template <typename Op> static Value unary(OpBuilder &b, Location loc, Value x) {
  return Op::create(b, loc, x);
}

Value TapeRunner::run(const TapeOp &op) {
  using K = blob::tape_op;
  auto reg = [&](unsigned i) { return registers[op.registers[i]]; };
  bool isRealKind = op.kind == blob::tape_kind::real;
  auto arg = [&](unsigned i) { return isRealKind ? asReal(reg(i)) : reg(i); };
  switch (op.op) {
  case K::var:
    return variables[op.constant];
  case K::ci:
    return integer(b, loc, b.getI64Type(), int64_t(op.constant));
  case K::cf:
    return real(b, loc, b.getF32Type(), llvm::bit_cast<double>(op.constant));
  case K::add:
    return add(b, loc, arg(0), arg(1));
  case K::sub:
    return sub(b, loc, arg(0), arg(1));
  case K::mul:
    return mul(b, loc, arg(0), arg(1));
  case K::div:
    return isRealKind ? div(b, loc, arg(0), arg(1)) : floorDiv(b, loc, arg(0), arg(1));
  case K::mod: {
    if (!isRealKind)
      return remainder(b, loc, arg(0), arg(1));
    Value quotient = math::FloorOp::create(b, loc, div(b, loc, arg(0), arg(1)));
    return sub(b, loc, arg(0), mul(b, loc, quotient, arg(1)));
  }
  case K::neg:
    return isRealKind ? NegFOp::create(b, loc, arg(0)).getResult()
                      : sub(b, loc, integer(b, loc, b.getI64Type(), 0), arg(0));
  case K::lt:
  case K::le:
  case K::gt:
  case K::ge:
  case K::eq:
  case K::ne:
    return compare(op.op, reg(0), reg(1));
  case K::land:
    return AndIOp::create(b, loc, reg(0), reg(1));
  case K::lor:
    return OrIOp::create(b, loc, reg(0), reg(1));
  case K::lnot:
    return XOrIOp::create(b, loc, reg(0), integer(b, loc, b.getI1Type(), 1));
  case K::sel:
    return SelectOp::create(b, loc, reg(0), arg(1), arg(2));
  case K::exp:
    return unary<math::ExpOp>(b, loc, asReal(reg(0)));
  case K::exp2:
    return unary<math::Exp2Op>(b, loc, asReal(reg(0)));
  case K::log:
    return unary<math::LogOp>(b, loc, asReal(reg(0)));
  case K::tanh:
    return unary<math::TanhOp>(b, loc, asReal(reg(0)));
  case K::erf:
    return unary<math::ErfOp>(b, loc, asReal(reg(0)));
  case K::sigmoid:
    return unary<hacm::SigmoidOp>(b, loc, asReal(reg(0)));
  case K::sqrt:
    return unary<math::SqrtOp>(b, loc, asReal(reg(0)));
  case K::rsqrt:
    return unary<math::RsqrtOp>(b, loc, asReal(reg(0)));
  case K::sin:
    return unary<math::SinOp>(b, loc, asReal(reg(0)));
  case K::cos:
    return unary<math::CosOp>(b, loc, asReal(reg(0)));
  case K::abs:
    return isRealKind ? unary<math::AbsFOp>(b, loc, arg(0)) : unary<math::AbsIOp>(b, loc, arg(0));
  case K::floor:
    return unary<math::FloorOp>(b, loc, asReal(reg(0)));
  case K::max:
    return maximum(b, loc, arg(0), arg(1));
  case K::min:
    return minimum(b, loc, arg(0), arg(1));
  case K::pow:
    return math::PowFOp::create(b, loc, asReal(reg(0)), asReal(reg(1)));
  case K::ld: {
    SmallVector<Value> indices;
    for (unsigned i = 0; i < op.count; i++)
      indices.push_back(toIndex(b, loc, reg(i)));
    return read(b, loc, unsigned(op.constant), indices);
  }
  }
  llvm_unreachable("tape operations are checked when the blob is read");
}

Value emitTape(OpBuilder &b, Location loc, const Tape &tape, ValueRange variables, TapeRead read) {
  TapeRunner runner{b, loc, tape, variables, read, {}};
  for (const TapeOp &op : tape.ops)
    runner.registers.push_back(runner.run(op));
  Value result = runner.registers[tape.result];
  return tape.kind == blob::tape_kind::real ? runner.asReal(result) : result;
}

} // namespace hac::scalar
