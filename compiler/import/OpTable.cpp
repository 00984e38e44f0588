// The rows of dsl/graph/ops.def as data: the specs of operands and attributes, parsed once.
#include "compiler/import/Blob.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

using llvm::StringRef;

namespace hac::import {
namespace {

struct Row {
  uint32_t opcode;
  StringRef name, operands;
  int results;
  StringRef attributes;
};

const Row rows[] = {
#define HAC_OP(number, name, operands, results, attributes)                                        \
  {number, #name, operands, results, attributes},
#include "dsl/graph/ops.def"
};

template <typename Fn> void forEachWord(StringRef spec, Fn fn) {
  llvm::SmallVector<StringRef, 8> words;
  spec.split(words, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef word : words)
    fn(word);
}

/// "b?" is optional, "xs*" any number.
OpInfo::Operand parseOperand(StringRef word) {
  bool optional = word.consume_back("?");
  bool variadic = word.consume_back("*");
  return {word, optional, variadic};
}

/// "padding:i4" is exactly four integers, "axes:i*" any number, "eps:f" one real number.
OpInfo::Attribute parseAttribute(StringRef word) {
  bool optional = word.consume_back("?");
  auto [name, kind] = word.split(':');
  OpInfo::Attribute result{name, kind.front(), false, 1, optional};
  kind = kind.drop_front();
  if (kind == "*") {
    result.array = true;
    result.count = -1;
  } else if (!kind.empty()) {
    result.array = true;
    kind.getAsInteger(10, result.count);
  }
  return result;
}

std::vector<OpInfo> parseTable() {
  std::vector<OpInfo> table; // by opcode; an empty name marks a number that is not in use
  for (const Row &row : rows) {
    if (row.opcode >= table.size())
      table.resize(row.opcode + 1, OpInfo{0, "", {}, 0, {}});
    OpInfo info{row.opcode, row.name, {}, row.results, {}};
    forEachWord(row.operands, [&](StringRef word) { info.operands.push_back(parseOperand(word)); });
    forEachWord(row.attributes,
                [&](StringRef word) { info.attributes.push_back(parseAttribute(word)); });
    table[row.opcode] = std::move(info);
  }
  return table;
}

} // namespace

const OpInfo *opInfo(uint32_t opcode) {
  static const std::vector<OpInfo> table = parseTable();
  if (opcode >= table.size() || table[opcode].name.empty())
    return nullptr;
  return &table[opcode];
}

} // namespace hac::import
