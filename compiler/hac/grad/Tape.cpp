// A traced lambda as elementwise ops. Its derivative is then that of the ops.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

using K = blob::tape_op;

struct Runner {
  Ops &o;
  ArrayRef<Value> variables;
  TapeRead read;
  SmallVector<Value> registers;

  Value real(Value x) { return o.cast(x, o.b.getF32Type()); }

  // Comparisons of mixed kinds are of reals.
  template <typename Op> Value compare(Value x, Value y) {
    if (elementOf(x) != elementOf(y))
      return o.compare<Op>(real(x), real(y));
    return o.compare<Op>(x, y);
  }

  Value run(const TapeOp &op);
};

Value Runner::run(const TapeOp &op) {
  bool isReal = op.kind == blob::tape_kind::real;
  auto reg = [&](unsigned i) { return registers[op.registers[i]]; };
  auto arg = [&](unsigned i) { return isReal ? real(reg(i)) : reg(i); };
  switch (op.op) {
  case K::var:
    return variables[op.constant];
  case K::ci:
    return FullOp::create(o.b, o.loc, o.type({}, o.b.getI64Type()), o.b.getI64IntegerAttr(int64_t(op.constant)));
  case K::cf:
    return o.number(o.b.getF32Type(), llvm::bit_cast<double>(op.constant));
  case K::add:
    return o.add(arg(0), arg(1));
  case K::sub:
    return o.sub(arg(0), arg(1));
  case K::mul:
    return o.mul(arg(0), arg(1));
  case K::div:
    return isReal ? o.div(arg(0), arg(1)) : o.binary<FloorDivOp>(arg(0), arg(1));
  case K::mod:
    if (isReal)
      return o.sub(arg(0), o.mul(o.unary<FloorOp>(o.div(arg(0), arg(1))), arg(1)));
    return o.binary<RemainderOp>(arg(0), arg(1));
  case K::neg:
    return o.neg(arg(0));
  case K::lt:
    return compare<LtOp>(reg(0), reg(1));
  case K::le:
    return compare<LeOp>(reg(0), reg(1));
  case K::gt:
    return compare<GtOp>(reg(0), reg(1));
  case K::ge:
    return compare<GeOp>(reg(0), reg(1));
  case K::eq:
    return compare<EqOp>(reg(0), reg(1));
  case K::ne:
    return compare<NeOp>(reg(0), reg(1));
  case K::land:
    return o.binary<BitAndOp>(reg(0), reg(1));
  case K::lor:
    return o.binary<BitOrOp>(reg(0), reg(1));
  case K::lnot:
    return o.unary<LogicalNotOp>(reg(0));
  case K::sel:
    return o.where(reg(0), arg(1), arg(2));
  case K::exp:
    return o.exp(real(reg(0)));
  case K::exp2:
    return o.unary<Exp2Op>(real(reg(0)));
  case K::log:
    return o.unary<LogOp>(real(reg(0)));
  case K::tanh:
    return o.tanh(real(reg(0)));
  case K::erf:
    return o.unary<ErfOp>(real(reg(0)));
  case K::sigmoid:
    return o.sigmoid(real(reg(0)));
  case K::sqrt:
    return o.unary<SqrtOp>(real(reg(0)));
  case K::rsqrt:
    return o.unary<RsqrtOp>(real(reg(0)));
  case K::sin:
    return o.unary<SinOp>(real(reg(0)));
  case K::cos:
    return o.unary<CosOp>(real(reg(0)));
  case K::abs:
    return o.unary<AbsOp>(arg(0));
  case K::floor:
    return o.unary<FloorOp>(real(reg(0)));
  case K::max:
    return o.binary<MaximumOp>(arg(0), arg(1));
  case K::min:
    return o.binary<MinimumOp>(arg(0), arg(1));
  case K::pow:
    return o.binary<PowOp>(real(reg(0)), real(reg(1)));
  case K::ld: {
    SmallVector<Value> indices;
    for (unsigned i = 0; i < op.count; i++)
      indices.push_back(reg(i));
    return read(unsigned(op.constant), indices);
  }
  }
  llvm_unreachable("tape operations are checked when the blob is read");
}

} // namespace

Value tapeAsOps(Ops &o, const Tape &tape, ArrayRef<Value> variables, TapeRead read) {
  Runner runner{o, variables, read, {}};
  for (const TapeOp &op : tape.ops)
    runner.registers.push_back(runner.run(op));
  Value result = runner.registers[tape.result];
  return tape.kind == blob::tape_kind::real ? runner.real(result) : result;
}

} // namespace hac::grad
