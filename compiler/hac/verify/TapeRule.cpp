// Traced lambdas: what dsl/graph/trace.h reports while one is traced, checked on the finished tape.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {

using blob::tape_kind;
using blob::tape_op;

tape_kind kindOf(Type element) {
  return isFloat(element) ? tape_kind::real : isBool(element) ? tape_kind::boolean : tape_kind::integer;
}

namespace {

constexpr StringLiteral kindNames[] = {"integer", "real", "bool"};

tape_kind joined(tape_kind a, tape_kind b) {
  return a == tape_kind::real || b == tape_kind::real ? tape_kind::real : tape_kind::integer;
}

class TapeCheck {
public:
  TapeCheck(Check &c, const Tape &tape, std::string what, ArrayRef<tape_kind> variables, ArrayRef<Tensor> reads)
      : c(c), tape(tape), what(std::move(what)), variables(variables), reads(reads) {}

  bool run() {
    if (tape.ops.empty() || tape.result >= tape.ops.size() || tape.variables > tape.ops.size())
      return c.no(unknownValue, what, " has no result among its operations");
    if (tape.ops.size() > blob::max_tape_ops)
      return c.no(23, what, " has more than ", blob::max_tape_ops, " operations, arguments and constants included");
    for (unsigned i = 0; i < tape.ops.size(); i++)
      if (!step(i, tape.ops[i]))
        return false;
    return tape.kind == tape.ops[tape.result].kind ||
           c.no(unknownValue, what, " gives ", kindNames[unsigned(tape.ops[tape.result].kind)], ", its header says ",
                kindNames[unsigned(tape.kind)]);
  }

private:
  bool step(unsigned number, const TapeOp &op) {
    if ((op.op == tape_op::var) != (number < tape.variables))
      return c.no(unknownValue, what, ": its first ", tape.variables, " operations are its variables, and no other");
    for (unsigned i = 0; i < tapeOperands(op); i++)
      if (op.registers[i] >= number)
        return c.no(ErrorNumber{'B', 7}, what, ": operation ", number, " uses register ", op.registers[i]);
    if (op.op == tape_op::var)
      return variable(op);
    if (op.op == tape_op::ld)
      return load(op);
    std::optional<tape_kind> kind = kindOfStep(op);
    if (!kind)
      return false;
    return *kind == op.kind || c.no(unknownValue, what, ": operation ", number, " gives ", kindNames[unsigned(*kind)],
                                    ", its kind is ", kindNames[unsigned(op.kind)]);
  }

  bool variable(const TapeOp &op) {
    if (op.constant >= variables.size())
      return c.no(ErrorNumber{'B', 7}, what, " has ", variables.size(), " variables, not ", op.constant + 1);
    return op.kind == variables[op.constant] ||
           c.no(unknownValue, what, ": variable ", op.constant, " is ", kindNames[unsigned(variables[op.constant])]);
  }

  // E411 E412
  bool load(const TapeOp &op) {
    if (op.constant >= tape.reads || op.constant >= reads.size())
      return c.no(ErrorNumber{'B', 7}, what, " reads tensor ", op.constant, " of ", tape.reads);
    const Tensor &x = reads[op.constant];
    if (op.count != x.rank() || op.count > 4)
      return c.no(412, what, " reads ", x, " with ", op.count, op.count == 1 ? " index" : " indices",
                  ", it has rank ", x.rank());
    for (unsigned i = 0; i < op.count; i++)
      if (operand(op, i) != tape_kind::integer)
        return c.no(411, what, " reads ", x, " with an index that is no integer");
    return op.kind == kindOf(x.element) || c.no(unknownValue, what, " reads ", x, " as another kind");
  }

  tape_kind operand(const TapeOp &op, unsigned i) const { return tape.ops[op.registers[i]].kind; }

  // E904
  bool numbers(const TapeOp &op) {
    for (unsigned i = 0; i < tapeOperands(op); i++)
      if (operand(op, i) == tape_kind::boolean)
        return c.no(904, what, " computes with a bool");
    return true;
  }
  // E905
  bool logic(const TapeOp &op, unsigned operands) {
    for (unsigned i = 0; i < operands; i++)
      if (operand(op, i) != tape_kind::boolean)
        return c.no(905, what, " has a number where && || ! or `where` needs a bool");
    return true;
  }
  // E903
  bool division(const TapeOp &op) {
    const TapeOp &divisor = tape.ops[op.registers[1]];
    bool constant = divisor.op == tape_op::ci && int64_t(divisor.constant) > 0;
    bool integer = joined(operand(op, 0), operand(op, 1)) == tape_kind::integer;
    return (integer ? constant : op.op == tape_op::div) ||
           c.no(903, what, " divides an integer by something that is no positive integer constant");
  }

  // Nothing after an error.
  std::optional<tape_kind> kindOfStep(const TapeOp &op) {
    auto unless = [](bool good, tape_kind kind) { return good ? std::optional(kind) : std::nullopt; };
    switch (op.op) {
    case tape_op::ci:
      return tape_kind::integer;
    case tape_op::cf:
      return tape_kind::real;
    case tape_op::add:
    case tape_op::sub:
    case tape_op::mul:
    case tape_op::max:
    case tape_op::min:
      return unless(numbers(op), joined(operand(op, 0), operand(op, 1)));
    case tape_op::div:
    case tape_op::mod:
      return unless(numbers(op) && division(op), joined(operand(op, 0), operand(op, 1)));
    case tape_op::neg:
    case tape_op::abs:
      return unless(numbers(op), operand(op, 0));
    case tape_op::lt:
    case tape_op::le:
    case tape_op::gt:
    case tape_op::ge:
    case tape_op::eq:
    case tape_op::ne:
      return unless(numbers(op), tape_kind::boolean);
    case tape_op::land:
    case tape_op::lor:
    case tape_op::lnot:
      return unless(logic(op, tapeOperands(op)), tape_kind::boolean);
    case tape_op::sel:
      return kindOfChoice(op);
    default: // functions of real numbers
      return unless(numbers(op), tape_kind::real);
    }
  }

  std::optional<tape_kind> kindOfChoice(const TapeOp &op) {
    if (!logic(op, 1))
      return std::nullopt;
    tape_kind a = operand(op, 1), b = operand(op, 2), boolean = tape_kind::boolean;
    if ((a == boolean) != (b == boolean)) {
      c.no(904, what, " computes with a bool");
      return std::nullopt;
    }
    return a == boolean ? boolean : joined(a, b);
  }

  Check &c;
  const Tape &tape;
  const std::string what;
  ArrayRef<tape_kind> variables;
  ArrayRef<Tensor> reads;
};

} // namespace

bool checkTape(Check &c, const Tape &tape, const Twine &what, ArrayRef<tape_kind> variables,
               ArrayRef<Tensor> reads) {
  return TapeCheck(c, tape, what.str(), variables, reads).run();
}

} // namespace hac::verify
