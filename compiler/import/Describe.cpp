// What callers must know of a function, read off the blob.
#include "compiler/import/Import.h"
#include "compiler/import/IndexRanges.h"

#include "llvm/ADT/StringRef.h"

namespace hac::import {

static std::string baseName(llvm::StringRef path) { return path.substr(path.find_last_of('/') + 1).str(); }

static unsigned lineOf(const Blob &blob, uint32_t loc) { return loc == none ? 0 : blob.locs[loc].line; }

// With the type of a value.
static emit::Argument argumentOf(const Blob &blob, uint32_t value, const std::string &name) {
  const Type &type = blob.types[blob.values[value].type];
  emit::Argument arg;
  arg.name = name;
  arg.dtype = type.dtype;
  for (int64_t code : type.dims)
    arg.dims.push_back(dimOf(blob, code));
  return arg;
}

emit::Argument describeTap(const Blob &blob, uint32_t value, const std::string &name) {
  emit::Argument arg = argumentOf(blob, value, name);
  arg.kind = emit::Argument::Output;
  arg.line = lineOf(blob, blob.nodes[blob.values[value].node].loc);
  return arg;
}

emit::Function describe(const Blob &blob) {
  emit::Function f;
  f.name = blob.name;
  IndexRanges ranges = indexRanges(blob);
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
    if (io.kind == blob::inou_kind::update) { // a state that it writes is an argument already
      llvm::StringRef op = opInfo(blob.nodes[blob.values[io.name].node].opcode)->name;
      f.trains |= op == "param" || op == "buffer";
      continue;
    }
    emit::Argument arg = argumentOf(blob, io.value, blob.strings[io.name]);
    arg.kind = io.kind == blob::inou_kind::input    ? emit::Argument::Input
               : io.kind == blob::inou_kind::output ? emit::Argument::Output
                                                    : emit::Argument::State;
    if (auto range = ranges.inputs.find(io.value); range != ranges.inputs.end())
      arg.range = range->second;
    arg.line = lineOf(blob, io.loc);
    if (f.file.empty() && io.loc != none) {
      f.file = baseName(blob.strings[blob.locs[io.loc].file]);
      f.line = arg.line;
    }
    f.arguments.push_back(std::move(arg));
  }
  // A symbol has no line of its own: it is that of the first argument whose shape it is in.
  for (const emit::Argument &argument : f.arguments)
    for (const emit::Dim &dim : argument.dims)
      for (const auto &term : dim.terms)
        if (f.atoms[term.atom].kind == blob::atom_kind::symbol)
          if (emit::Symbol &symbol = f.symbols[f.atoms[term.atom].symbol]; symbol.line == 0)
            symbol.line = argument.line;
  for (emit::Symbol &symbol : f.symbols) {
    symbol.file = f.file;
    symbol.line = symbol.line ? symbol.line : f.line;
  }
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
                    param.kind != blob::param_kind::parameter, param.kind == blob::param_kind::state,
                    param.trainable, param.init, param.a, param.b});
  }
  return list;
}

} // namespace hac::import
