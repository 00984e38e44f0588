// The operations of traced lambdas (masks, scores, map, reduce).
#include "tests/reference/tape.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace hac::reference {

Real asReal(const Scalar &scalar) {
  if (scalar.kind == TapeKind::real)
    return scalar.real;
  Real real = constant(static_cast<double>(scalar.whole.value));
  real.undecided = scalar.whole.undecided;
  return real;
}

Scalar elementOf(const Tensor &tensor, int64_t offset) {
  if (tensor.isReal())
    return Scalar::of(tensor.reals[offset]);
  Scalar scalar = Scalar::of(tensor.wholes[offset]);
  if (tensor.type == DType::boolean)
    scalar.kind = TapeKind::boolean;
  return scalar;
}

namespace {

Scalar boolean(bool value, bool undecided) { return {TapeKind::boolean, {}, {value, undecided}}; }

/// Towards minus infinity: -7 / 2 = -4, -7 % 2 = 1. The divisor is a positive constant (E903).
int64_t floorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

Scalar arithmetic(TapeOp op, const Scalar &a, const Scalar &b) {
  if (a.kind == TapeKind::real || b.kind == TapeKind::real) {
    Real x = asReal(a), y = asReal(b);
    switch (op) {
    case TapeOp::add:
      return Scalar::of(x + y);
    case TapeOp::sub:
      return Scalar::of(x - y);
    case TapeOp::mul:
      return Scalar::of(x * y);
    case TapeOp::div:
      return Scalar::of(x / y);
    case TapeOp::max:
      return Scalar::of(max(x, y));
    case TapeOp::min:
      return Scalar::of(min(x, y));
    default: // x - y·floor(x / y), only on numbers that are both whole in practice
      return Scalar::of(x - y * floor(x / y));
    }
  }
  uint64_t x = a.whole.value, y = b.whole.value;
  auto combine = [&]() -> int64_t {
    switch (op) {
    case TapeOp::add:
      return x + y;
    case TapeOp::sub:
      return x - y;
    case TapeOp::mul:
      return x * y;
    case TapeOp::max:
      return std::max(a.whole.value, b.whole.value);
    case TapeOp::min:
      return std::min(a.whole.value, b.whole.value);
    default:
      if (b.whole.value <= 0)
        throw Error("a tape divides by an integer that is not positive");
      int64_t quotient = floorDiv(a.whole.value, b.whole.value);
      return op == TapeOp::div ? quotient : a.whole.value - quotient * b.whole.value;
    }
  };
  return Scalar::of(Whole{combine(), a.whole.undecided || b.whole.undecided});
}

Scalar comparison(TapeOp op, const Scalar &a, const Scalar &b) {
  Order order;
  if (a.kind == TapeKind::real || b.kind == TapeKind::real)
    order = compare(asReal(a), asReal(b));
  else
    order = {a.whole.value < b.whole.value   ? -1
             : a.whole.value > b.whole.value ? 1
                                             : 0,
             a.whole.undecided || b.whole.undecided};
  auto holds = [&] {
    bool unordered = order.sign == 2;
    switch (op) {
    case TapeOp::lt:
      return order.sign == -1;
    case TapeOp::le:
      return !unordered && order.sign <= 0;
    case TapeOp::gt:
      return order.sign == 1;
    case TapeOp::ge:
      return !unordered && order.sign >= 0;
    case TapeOp::eq:
      return order.sign == 0;
    default:
      return order.sign != 0;
    }
  };
  return boolean(holds(), order.undecided);
}

Scalar logic(TapeOp op, const Scalar &a, const Scalar &b) {
  bool x = a.whole.value != 0, y = b.whole.value != 0;
  // A decided operand can settle the result alone.
  if (op == TapeOp::logicalAnd)
    return boolean(x && y, (a.whole.undecided && (y || b.whole.undecided)) ||
                               (b.whole.undecided && (x || a.whole.undecided)));
  return boolean(x || y, (a.whole.undecided && (!y || b.whole.undecided)) ||
                             (b.whole.undecided && (!x || a.whole.undecided)));
}

Scalar select(const Scalar &condition, const Scalar &a, const Scalar &b, TapeKind kind) {
  Scalar chosen = condition.whole.value ? a : b;
  if (kind == TapeKind::real)
    chosen = Scalar::of(asReal(chosen));
  chosen.real.undecided |= condition.whole.undecided;
  chosen.whole.undecided |= condition.whole.undecided;
  return chosen;
}

Real function(TapeOp op, Real x) {
  switch (op) {
  case TapeOp::exp:
    return exp(x);
  case TapeOp::exp2:
    return exp2(x);
  case TapeOp::log:
    return log(x);
  case TapeOp::tanh:
    return tanh(x);
  case TapeOp::erf:
    return erf(x);
  case TapeOp::sigmoid:
    return sigmoid(x);
  case TapeOp::sqrt:
    return sqrt(x);
  case TapeOp::rsqrt:
    return rsqrt(x);
  case TapeOp::sin:
    return sin(x);
  case TapeOp::cos:
    return cos(x);
  default:
    return floor(x);
  }
}

/// tensor[indices], each index clamped to the tensor's bounds.
Scalar load(const Tensor &tensor, const Tape::Step &step, const std::vector<Scalar> &registers) {
  int64_t offset = 0;
  bool undecided = false;
  for (int axis = 0; axis < step.count; axis++) {
    const Whole &index = registers.at(step.registers[axis]).whole;
    int64_t size = tensor.shape.at(axis);
    if (size == 0)
      throw Error("a tape reads from an empty tensor");
    offset = offset * size + std::clamp<int64_t>(index.value, 0, size - 1);
    undecided |= index.undecided;
  }
  Scalar element = elementOf(tensor, offset);
  element.real.undecided |= undecided;
  element.whole.undecided |= undecided;
  return element;
}

} // namespace

Scalar runTape(const Tape &tape, const std::vector<Scalar> &variables,
               const std::vector<const Tensor *> &operands) {
  std::vector<Scalar> registers;
  for (const Tape::Step &step : tape.steps) {
    auto operand = [&](int number) -> const Scalar & {
      return registers.at(step.registers[number]);
    };
    auto run = [&]() -> Scalar {
      switch (step.op) {
      case TapeOp::variable:
        return variables.at(step.constant);
      case TapeOp::integerConstant:
        return Scalar::of(step.constant);
      case TapeOp::realConstant:
        return Scalar::of(constant(std::bit_cast<double>(step.constant)));
      case TapeOp::add:
      case TapeOp::sub:
      case TapeOp::mul:
      case TapeOp::div:
      case TapeOp::mod:
      case TapeOp::max:
      case TapeOp::min:
        return arithmetic(step.op, operand(0), operand(1));
      case TapeOp::neg:
        if (operand(0).kind == TapeKind::real)
          return Scalar::of(-operand(0).real);
        return arithmetic(TapeOp::sub, Scalar::of(int64_t(0)), operand(0));
      case TapeOp::lt:
      case TapeOp::le:
      case TapeOp::gt:
      case TapeOp::ge:
      case TapeOp::eq:
      case TapeOp::ne:
        return comparison(step.op, operand(0), operand(1));
      case TapeOp::logicalAnd:
      case TapeOp::logicalOr:
        return logic(step.op, operand(0), operand(1));
      case TapeOp::logicalNot:
        return boolean(operand(0).whole.value == 0, operand(0).whole.undecided);
      case TapeOp::select:
        return select(operand(0), operand(1), operand(2), step.kind);
      case TapeOp::abs:
        if (operand(0).kind == TapeKind::real)
          return Scalar::of(abs(operand(0).real));
        return operand(0).whole.value < 0
                   ? arithmetic(TapeOp::sub, Scalar::of(int64_t(0)), operand(0))
                   : operand(0);
      case TapeOp::pow:
        return Scalar::of(pow(asReal(operand(0)), asReal(operand(1))));
      case TapeOp::load: {
        size_t read = tape.firstRead + step.constant;
        if (step.constant >= tape.reads || read >= operands.size() || !operands[read])
          throw Error("a tape reads a tensor that its node does not have");
        return load(*operands[read], step, registers);
      }
      default:
        return Scalar::of(function(step.op, asReal(operand(0))));
      }
    };
    registers.push_back(run());
  }
  return registers.at(tape.result);
}

} // namespace hac::reference
