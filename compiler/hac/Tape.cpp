#include "compiler/hac/Tape.h"

namespace hac {

// In the order of blob::tape_op: name and number of register operands (ld: as counted).
struct TapeOpInfo {
  llvm::StringLiteral name;
  unsigned operands;
};
static constexpr TapeOpInfo infos[blob::tape_op_count] = {
    {"var", 0},   {"ci", 0},  {"cf", 0},   {"add", 2},  {"sub", 2},     {"mul", 2},  {"div", 2},
    {"mod", 2},   {"neg", 1}, {"lt", 2},   {"le", 2},   {"gt", 2},      {"ge", 2},   {"eq", 2},
    {"ne", 2},    {"and", 2}, {"or", 2},   {"not", 1},  {"sel", 3},     {"exp", 1},  {"exp2", 1},
    {"log", 1},   {"tanh", 1}, {"erf", 1}, {"sigmoid", 1}, {"sqrt", 1}, {"rsqrt", 1}, {"sin", 1},
    {"cos", 1},   {"abs", 1}, {"floor", 1}, {"max", 2}, {"min", 2},     {"pow", 2},  {"ld", 4}};
static_assert(unsigned(blob::tape_op::ld) + 1 == blob::tape_op_count);

static unsigned byteOf(uint64_t word, unsigned position) { return word >> (8 * position) & 255; }

size_t tapeLength(uint64_t header) { return 1 + 2 * size_t(byteOf(header, 0)); }

Tape decodeTape(llvm::ArrayRef<uint64_t> words) {
  uint64_t h = words[0];
  Tape tape{byteOf(h, 1), byteOf(h, 2), byteOf(h, 3), byteOf(h, 5), blob::tape_kind(byteOf(h, 4)), {}};
  for (unsigned i = 0, n = byteOf(h, 0); i < n; i++) {
    uint64_t w = words[1 + 2 * i];
    tape.ops.push_back({blob::tape_op(byteOf(w, 0)), blob::tape_kind(byteOf(w, 1)),
                        {byteOf(w, 2), byteOf(w, 3), byteOf(w, 4), byteOf(w, 5)}, byteOf(w, 6),
                        words[2 + 2 * i]});
  }
  return tape;
}

llvm::SmallVector<uint64_t> encodeTape(const Tape &tape) {
  llvm::SmallVector<uint64_t> words;
  words.push_back(uint64_t(tape.ops.size()) | uint64_t(tape.variables) << 8 |
                  uint64_t(tape.reads) << 16 | uint64_t(tape.result) << 24 |
                  uint64_t(tape.kind) << 32 | uint64_t(tape.firstRead) << 40);
  for (const TapeOp &op : tape.ops) {
    uint64_t word = uint64_t(op.op) | uint64_t(op.kind) << 8;
    for (unsigned i = 0; i < 4; i++)
      word |= uint64_t(op.registers[i]) << (16 + 8 * i);
    words.push_back(word | uint64_t(op.count) << 48);
    words.push_back(op.constant);
  }
  return words;
}

llvm::StringRef tapeOpName(blob::tape_op op) { return infos[unsigned(op)].name; }

unsigned tapeOperands(const TapeOp &op) {
  return op.op == blob::tape_op::ld ? op.count : infos[unsigned(op.op)].operands;
}

} // namespace hac
