#include "tests/reference/test_tapes.h"

#include <bit>

namespace hac::reference {

TapeBuilder::TapeBuilder(std::vector<TapeKind> variables) {
  tape.variables = static_cast<int>(variables.size());
  for (size_t i = 0; i < variables.size(); i++)
    tape.steps.push_back({TapeOp::variable, variables[i], {}, 0, static_cast<int64_t>(i)});
}

int TapeBuilder::integer(int64_t value) {
  tape.steps.push_back({TapeOp::integerConstant, TapeKind::integer, {}, 0, value});
  return static_cast<int>(tape.steps.size()) - 1;
}

int TapeBuilder::real(double value) {
  tape.steps.push_back(
      {TapeOp::realConstant, TapeKind::real, {}, 0, std::bit_cast<int64_t>(value)});
  return static_cast<int>(tape.steps.size()) - 1;
}

int TapeBuilder::apply(TapeOp op, TapeKind kind, std::vector<int> operands) {
  Tape::Step step{op, kind, {}, 0, 0};
  for (size_t i = 0; i < operands.size(); i++)
    step.registers[i] = static_cast<uint8_t>(operands[i]);
  tape.steps.push_back(step);
  return static_cast<int>(tape.steps.size()) - 1;
}

int TapeBuilder::load(int tensor, TapeKind kind, std::vector<int> indices) {
  int made = apply(TapeOp::load, kind, indices);
  tape.steps.back().count = static_cast<uint8_t>(indices.size());
  tape.steps.back().constant = tensor;
  return made;
}

Tape TapeBuilder::result(int number, int reads, int firstRead) {
  tape.result = number;
  tape.kind = tape.steps.at(number).kind;
  tape.reads = reads;
  tape.firstRead = firstRead;
  return tape;
}

int64_t tapeFromText(BlobBuilder &builder, const std::string &kind, const std::string &text) {
  constexpr TapeKind whole = TapeKind::integer, real = TapeKind::real, truth = TapeKind::boolean;
  std::string name = text.substr(0, text.find(':'));
  std::vector<int64_t> numbers;
  for (size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1))
    numbers.push_back(std::stoll(text.substr(at + 1)));
  if (name == "none")
    return -1;
  if (kind == "scores") {
    TapeBuilder t({real, whole, whole, whole, whole});
    int s = 0, h = 2, q = 3, k = 4;
    if (name == "soft_cap") {
      int cap = t.real(static_cast<double>(numbers.at(0)));
      int inner = t.apply(TapeOp::tanh, real, {t.apply(TapeOp::div, real, {s, cap})});
      return builder.tape(t.result(t.apply(TapeOp::mul, real, {cap, inner})));
    }
    if (name == "alibi") { // s - exp2(-8·(h+1)/heads)·|q - k|
      int eighth = t.real(-8.0 / static_cast<double>(numbers.at(0)));
      int head = t.apply(TapeOp::add, whole, {h, t.integer(1)});
      int slope = t.apply(TapeOp::exp2, real, {t.apply(TapeOp::mul, real, {eighth, head})});
      int distance = t.apply(TapeOp::abs, whole, {t.apply(TapeOp::sub, whole, {q, k})});
      int bias = t.apply(TapeOp::mul, real, {slope, distance});
      return builder.tape(t.result(t.apply(TapeOp::sub, real, {s, bias})));
    }
  } else {
    TapeBuilder t({whole, whole, whole, whole});
    int q = 2, k = 3;
    if (name == "causal")
      return builder.tape(t.result(t.apply(TapeOp::le, truth, {k, q})));
    if (name == "sinks")
      return builder.tape(t.result(t.apply(TapeOp::lt, truth, {k, t.integer(numbers.at(0))})));
    int behind = t.apply(TapeOp::sub, whole, {q, k});
    if (name == "window") {
      int ahead = t.apply(TapeOp::sub, whole, {k, q});
      int left = t.apply(TapeOp::le, truth, {behind, t.integer(numbers.at(0))});
      int right = t.apply(TapeOp::le, truth, {ahead, t.integer(numbers.at(1))});
      return builder.tape(t.result(t.apply(TapeOp::logicalAnd, truth, {left, right})));
    }
    if (name == "dilated") {
      int rest = t.apply(TapeOp::mod, whole, {behind, t.integer(numbers.at(0))});
      return builder.tape(t.result(t.apply(TapeOp::eq, truth, {rest, t.integer(0)})));
    }
  }
  throw Error("no tape " + text);
}

} // namespace hac::reference
