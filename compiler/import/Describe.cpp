// What callers must know of a function, read off the blob.
#include "compiler/import/Import.h"

#include "llvm/ADT/StringRef.h"

namespace hac::import {

static emit::Dim dimOf(const Blob &blob, int64_t code) {
  emit::Dim out;
  if (!blob::is_symbolic(code)) {
    out.constant = code;
    return out;
  }
  const Dim &poly = blob.dims[size_t(code - blob::sym_base)];
  out.constant = poly.constant;
  for (Dim::Term term : poly.terms)
    out.terms.push_back({term.factor, term.atom});
  return out;
}

static std::string baseName(llvm::StringRef path) { return path.substr(path.find_last_of('/') + 1).str(); }

static unsigned lineOf(const Blob &blob, uint32_t loc) { return loc == none ? 0 : blob.locs[loc].line; }

// The values that an integer input may hold, from the ops that read it as an index or a length.
static emit::Range rangeOf(const Blob &blob, uint32_t value) {
  auto shapeOf = [&](uint32_t v) -> const std::vector<int64_t> & {
    return blob.types[blob.values[v].type].dims;
  };
  auto below = [&](int status, int64_t size, int64_t last) {
    emit::Range range;
    range.status = status;
    range.hi = dimOf(blob, size);
    range.hi.constant += last;
    return range;
  };
  for (const Node &node : blob.nodes) {
    llvm::StringRef name = opInfo(node.opcode)->name;
    auto operand = [&](uint32_t i) { return blob.edges[node.firstOperand + i]; };
    auto attr = [&](llvm::StringRef key) {
      for (uint32_t i = 0; i < node.attrs; i++)
        if (blob.strings[blob.attrs[node.firstAttr + i].key] == key)
          return blob.attrs[node.firstAttr + i].value;
      return int64_t(0);
    };
    if (name == "embedding" && operand(0) == value)
      return below(308, shapeOf(operand(1))[0], -1);
    if (name == "one_hot" && operand(0) == value)
      return below(308, shapeOf(node.firstValue).back(), -1);
    if ((name == "gather" || name == "index_select") && operand(1) == value)
      return below(308, shapeOf(operand(0))[size_t(attr("axis"))], -1);
    if (name == "attention" || name == "attention_weights") {
      // A tensor that the mask reads as lengths: 0 <= n <= number of keys.
      bool lengths = false;
      for (uint32_t i = 0; i < node.attrs; i++) {
        const Attr &row = blob.attrs[node.firstAttr + i];
        lengths |= row.kind == blob::attr_kind::string &&
                   llvm::StringRef(blob.strings[size_t(row.value)]).contains("lengths");
      }
      const Type &type = blob.types[blob.values[value].type];
      for (uint32_t i = 5; lengths && i < node.operands; i++)
        if (operand(i) == value && type.dims.size() == 1)
          return below(310, shapeOf(operand(1))[2], 0);
    }
  }
  return {};
}

emit::Function describe(const Blob &blob) {
  emit::Function f;
  f.name = blob.name;
  for (const Atom &atom : blob.atoms) {
    emit::Atom out;
    out.kind = atom.kind;
    if (atom.kind == blob::atom_kind::symbol) {
      out.symbol = uint32_t(f.symbols.size());
      f.symbols.push_back({blob.strings[atom.name], atom.min, atom.max, atom.multiple, "", 0});
    } else if (atom.kind == blob::atom_kind::floor) {
      out.dividend = dimOf(blob, atom.dividend);
      out.divisor = atom.divisor;
    } else {
      out.left = atom.left;
      out.right = atom.right;
    }
    f.atoms.push_back(out);
  }
  for (const InOut &io : blob.inouts) {
    if (io.kind == blob::inou_kind::update)
      continue; // the state it writes is an argument already
    const Type &type = blob.types[blob.values[io.value].type];
    emit::Argument arg;
    arg.kind = io.kind == blob::inou_kind::input    ? emit::Argument::Input
               : io.kind == blob::inou_kind::output ? emit::Argument::Output
                                                    : emit::Argument::State;
    arg.name = blob.strings[io.name];
    arg.dtype = type.dtype;
    for (int64_t code : type.dims)
      arg.dims.push_back(dimOf(blob, code));
    if (arg.kind == emit::Argument::Input &&
        (type.dtype == blob::dtype::i32 || type.dtype == blob::dtype::i64))
      arg.range = rangeOf(blob, io.value);
    arg.line = lineOf(blob, io.loc);
    if (f.file.empty() && io.loc != none) {
      f.file = baseName(blob.strings[blob.locs[io.loc].file]);
      f.line = arg.line;
    }
    f.arguments.push_back(std::move(arg));
  }
  for (emit::Symbol &symbol : f.symbols)
    symbol.file = f.file;
  for (const Node &node : blob.nodes) {
    if (opInfo(node.opcode)->name != "assert_shape")
      continue;
    uint32_t from = blob.edges[node.firstOperand];
    const Type &before = blob.types[blob.values[from].type];
    const Type &after = blob.types[blob.values[node.firstValue].type];
    for (size_t i = 0; i < before.dims.size(); i++)
      if (before.dims[i] != after.dims[i])
        f.checks.push_back({dimOf(blob, before.dims[i]), dimOf(blob, after.dims[i]), lineOf(blob, node.loc)});
  }
  return f;
}

std::vector<emit::Parameter> parametersOf(const Blob &blob) {
  std::vector<emit::Parameter> list;
  for (const Param &param : blob.params) {
    const Type &type = blob.types[blob.values[param.value].type];
    list.push_back({blob.parameterName(param), type.dtype, type.dims,
                    param.kind == blob::param_kind::buffer, param.trainable, param.init, param.a,
                    param.b});
  }
  return list;
}

} // namespace hac::import
