// Tapes of a blob: the traced lambdas of masks, scores, map and reduce.
#include "compiler/import/BlobReader.h"

#include "llvm/ADT/SmallVector.h"

#include <cmath>
#include <cstring>

namespace hac::import {
namespace {

using blob::tape_kind;
using blob::tape_op;

uint8_t byteOf(uint64_t word, unsigned i) { return uint8_t(word >> (8 * i)); }

struct Header { // see blob_format.h
  uint32_t operations, variables, reads, result;
  uint8_t kind;
  uint32_t firstRead;
  explicit Header(uint64_t word)
      : operations(byteOf(word, 0)), variables(byteOf(word, 1)), reads(byteOf(word, 2)),
        result(byteOf(word, 3)), kind(byteOf(word, 4)), firstRead(byteOf(word, 5)) {}
};

struct Step {
  tape_op op;
  tape_kind kind;
  uint8_t reg[4], count;
  uint64_t constant;
  Step(const uint64_t *words)
      : op(tape_op(byteOf(words[0], 0))), kind(tape_kind(byteOf(words[0], 1))),
        reg{byteOf(words[0], 2), byteOf(words[0], 3), byteOf(words[0], 4), byteOf(words[0], 5)},
        count(byteOf(words[0], 6)), constant(words[1]) {}
};

unsigned registersOf(tape_op op, uint8_t count) {
  switch (op) {
  case tape_op::var:
  case tape_op::ci:
  case tape_op::cf:
    return 0;
  case tape_op::neg:
  case tape_op::lnot:
  case tape_op::exp:
  case tape_op::exp2:
  case tape_op::log:
  case tape_op::tanh:
  case tape_op::erf:
  case tape_op::sigmoid:
  case tape_op::sqrt:
  case tape_op::rsqrt:
  case tape_op::sin:
  case tape_op::cos:
  case tape_op::abs:
  case tape_op::floor:
    return 1;
  case tape_op::sel:
    return 3;
  case tape_op::ld:
    return count;
  default:
    return 2;
  }
}

/// Kind of the result for operands of these kinds, or nothing where they do not go together.
std::optional<tape_kind> resultKind(tape_op op, llvm::ArrayRef<tape_kind> in) {
  constexpr tape_kind integer = tape_kind::integer, real = tape_kind::real,
                      boolean = tape_kind::boolean;
  auto isBool = [](tape_kind k) { return k == boolean; };
  auto common = [&](tape_kind a, tape_kind b) { return a == real || b == real ? real : integer; };
  switch (op) {
  case tape_op::add:
  case tape_op::sub:
  case tape_op::mul:
  case tape_op::div:
  case tape_op::mod:
  case tape_op::max:
  case tape_op::min:
    if (isBool(in[0]) || isBool(in[1]))
      return std::nullopt;
    return common(in[0], in[1]);
  case tape_op::neg:
  case tape_op::abs:
    if (isBool(in[0]))
      return std::nullopt;
    return in[0];
  case tape_op::lt:
  case tape_op::le:
  case tape_op::gt:
  case tape_op::ge:
  case tape_op::eq:
  case tape_op::ne:
    if (isBool(in[0]) || isBool(in[1]))
      return std::nullopt;
    return boolean;
  case tape_op::land:
  case tape_op::lor:
    if (!isBool(in[0]) || !isBool(in[1]))
      return std::nullopt;
    return boolean;
  case tape_op::lnot:
    if (!isBool(in[0]))
      return std::nullopt;
    return boolean;
  case tape_op::sel:
    if (!isBool(in[0]) || isBool(in[1]) != isBool(in[2]))
      return std::nullopt;
    return isBool(in[1]) ? boolean : common(in[1], in[2]);
  case tape_op::pow:
    if (isBool(in[0]) || isBool(in[1]))
      return std::nullopt;
    return real;
  case tape_op::ci:
    return integer;
  case tape_op::cf:
    return real;
  case tape_op::var:
  case tape_op::ld: // checked against the tensors where the tape is used
    return std::nullopt;
  default: // the functions of one real number
    if (isBool(in[0]))
      return std::nullopt;
    return real;
  }
}

tape_kind kindOf(blob::dtype type) {
  switch (type) {
  case blob::dtype::f32:
  case blob::dtype::f64:
  case blob::dtype::bf16:
  case blob::dtype::f16:
    return tape_kind::real;
  case blob::dtype::boolean:
    return tape_kind::boolean;
  default:
    return tape_kind::integer;
  }
}

const char *nameOf(tape_kind kind) {
  constexpr const char *names[] = {"integer", "real", "bool"};
  return names[size_t(kind)];
}

} // namespace

bool BlobReader::readTapes() {
  uint32_t end = rows(blob::s_TAPE);
  out.tapes.reserve(end);
  for (uint32_t i = 0; i < end; ++i)
    out.tapes.push_back(uint64_t(wide(blob::s_TAPE, i, 0)));
  tapeStart.resize(end);
  for (uint32_t i = 0; i < end;) {
    Header tape(out.tapes[i]);
    if (tape.operations > blob::max_tape_ops)
      return fail(15, "tape at {}: {} operations, the limit is {}", i, tape.operations,
                  blob::max_tape_ops);
    if (tape.variables > blob::max_tape_vars)
      return fail(15, "tape at {}: {} variables, the limit is {}", i, tape.variables,
                  blob::max_tape_vars);
    if (tape.reads > blob::max_tape_reads)
      return fail(15, "tape at {}: it reads {} tensors, the limit is {}", i, tape.reads,
                  blob::max_tape_reads);
    if (2 * tape.operations > end - i - 1)
      return fail(6, "tape at {}: {} operations need {} words, {} are left", i, tape.operations,
                  2 * tape.operations, end - i - 1);
    if (tape.variables > tape.operations)
      return fail(13, "tape at {}: {} variables in {} operations", i, tape.variables,
                  tape.operations);
    if (tape.result >= tape.operations)
      return fail(7, "tape at {}: its result is register {}, there are {}", i, tape.result,
                  tape.operations);
    for (uint32_t step = 0; step < tape.operations; ++step)
      if (!checkTapeStep(i, step, tape.variables))
        return false;
    uint8_t kind = uint8_t(Step(&out.tapes[i + 1 + 2 * tape.result]).kind);
    if (tape.kind != kind)
      return fail(13, "tape at {}: result of kind {}, register {} has kind {}", i, tape.kind,
                  tape.result, kind);
    tapeStart.set(i);
    i += 1 + 2 * tape.operations;
  }
  return true;
}

/// What holds for a step whatever tensors the tape is used with.
bool BlobReader::checkTapeStep(size_t tape, uint32_t number, uint32_t variables) {
  const uint64_t *steps = &out.tapes[tape + 1];
  if (byteOf(steps[2 * number], 0) >= blob::tape_op_count)
    return fail(13, "tape at {}, step {}: operation {}, the largest is {}", tape, number,
                byteOf(steps[2 * number], 0), blob::tape_op_count - 1);
  if (byteOf(steps[2 * number], 1) > uint8_t(tape_kind::boolean))
    return fail(13, "tape at {}, step {}: kind {}, the largest is {}", tape, number,
                byteOf(steps[2 * number], 1), uint8_t(tape_kind::boolean));
  Step step(steps + 2 * number);
  if ((step.op == tape_op::var) != (number < variables))
    return fail(13, "tape at {}, step {}: the first {} steps are its variables, and no other", tape,
                number, variables);
  if (step.op == tape_op::ld && step.count > 4)
    return fail(13, "tape at {}, step {}: {} indices, it must be at most 4", tape, number, step.count);

  llvm::SmallVector<tape_kind, 4> in;
  for (unsigned r = 0; r < registersOf(step.op, step.count); ++r) {
    if (step.reg[r] >= number)
      return fail(7, "tape at {}, step {}: register {}, only {} are known before it", tape, number,
                  step.reg[r], number);
    in.push_back(Step(steps + 2 * step.reg[r]).kind);
  }
  if (step.op == tape_op::var)
    return true;
  if (step.op == tape_op::ld) {
    for (tape_kind kind : in)
      if (kind != tape_kind::integer)
        return fail(13, "tape at {}, step {}: an index of kind {}", tape, number, nameOf(kind));
    return true;
  }
  std::optional<tape_kind> kind = resultKind(step.op, in);
  if (kind != step.kind)
    return fail(13, "tape at {}, step {}: operation {} on these operands does not give {}", tape,
                number, uint8_t(step.op), nameOf(step.kind));
  if (step.op == tape_op::cf) {
    double value;
    std::memcpy(&value, &step.constant, sizeof value);
    if (std::isnan(value))
      return fail(13, "tape at {}, step {}: the constant is NaN", tape, number);
  }
  if ((step.op == tape_op::div || step.op == tape_op::mod) && step.kind == tape_kind::integer) {
    Step divisor(steps + 2 * step.reg[1]);
    if (divisor.op != tape_op::ci || int64_t(divisor.constant) < 1)
      return fail(13, "tape at {}, step {}: an integer divisor must be a positive constant", tape,
                  number);
  }
  return true;
}

/// Variables, reads and result against the node that has the tape.
bool BlobReader::checkTapeUse(uint32_t n, const Attr &attr) {
  const Node &node = out.nodes[n];
  llvm::StringRef op = opInfo(node.opcode)->name, key = out.strings[attr.key];
  bool mask = key == "masks", score = key == "scores";
  Header tape(out.tapes[attr.value]);
  auto where = [&] { return fmt::format("{}, attribute '{}'", nodeName(n), key.str()); };

  size_t fixed = opInfo(node.opcode)->operands.size() - 1; // before the tensors that tapes read
  if (tape.reads && !(mask || score))
    return fail(13, "{}: it reads {} tensors, it may read none", where(), tape.reads);
  if (tape.reads && (tape.firstRead < fixed || tape.firstRead + tape.reads > node.operands))
    return fail(7, "{}: it reads operands {} to {}, those are {} to {}", where(), tape.firstRead,
                tape.firstRead + tape.reads, fixed, node.operands);

  uint32_t variables = mask ? 4 : score ? 5 : op == "map" ? node.operands : 2;
  for (uint32_t i = 0; i < tape.operations; ++i) {
    Step step(&out.tapes[attr.value + 1 + 2 * i]);
    if (step.op == tape_op::var) {
      if (step.constant >= variables)
        return fail(7, "{}, step {}: variable {}, there are {}", where(), i, step.constant,
                    variables);
      bool tensorLike = !mask && !score;
      uint32_t operand = op == "map" ? uint32_t(step.constant) : 0;
      tape_kind kind = tensorLike ? kindOf(typeOf(out.edges[node.firstOperand + operand]).dtype)
                       : score && step.constant == 0 ? tape_kind::real
                                                     : tape_kind::integer;
      if (step.kind != kind)
        return fail(13, "{}, step {}: variable {} of kind {}, it is {}", where(), i, step.constant,
                    nameOf(step.kind), nameOf(kind));
    } else if (step.op == tape_op::ld) {
      if (step.constant >= tape.reads)
        return fail(7, "{}, step {}: tensor {}, it reads {}", where(), i, step.constant,
                    tape.reads);
      const Type &type =
          typeOf(out.edges[node.firstOperand + tape.firstRead + uint32_t(step.constant)]);
      if (step.count != type.dims.size())
        return fail(13, "{}, step {}: {} indices for a tensor of rank {}", where(), i, step.count,
                    type.dims.size());
      if (step.kind != kindOf(type.dtype))
        return fail(13, "{}, step {}: kind {}, the tensor is {}", where(), i, nameOf(step.kind),
                    nameOf(kindOf(type.dtype)));
    }
  }
  tape_kind result = tape_kind(tape.kind);
  if (mask && result != tape_kind::boolean)
    return fail(13, "{}: a mask gives bool, this one {}", where(), nameOf(result));
  if ((score || op == "reduce") && result == tape_kind::boolean)
    return fail(13, "{}: it must give a number, not bool", where());
  return true;
}

} // namespace hac::import
