// Names in a blob: the function, its arguments and symbols, and the parameters.
#include "compiler/import/BlobReader.h"

#include "dsl/graph/names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using llvm::StringRef;

namespace hac::import {
static view viewOf(StringRef name) { return view(name.data(), uint32_t(name.size())); }

bool isArgumentName(StringRef name) {
  return detail::is_identifier(viewOf(name)) && !detail::is_reserved_member(viewOf(name));
}

bool isFunctionName(StringRef name) {
  return detail::is_identifier(viewOf(name)) && !detail::is_reserved_function(viewOf(name));
}

std::string exportCollision(StringRef name, StringRef known) {
  if (name == known)
    return ("`" + name + "` is exported twice").str();
  for (auto [made, owner] : {std::pair(name, known), std::pair(known, name)})
    if (detail::is_made_for(viewOf(made), viewOf(owner)))
      return ("`" + name + "` cannot be exported beside `" + known + "`: the generated header needs the name `" + made +
              "` for `" + owner + "`")
          .str();
  return "";
}

bool BlobReader::readParams() {
  llvm::StringSet<> seen;
  llvm::BitVector named(uint32_t(out.values.size()));
  for (uint32_t i = 0; i < rows(blob::s_PARM); ++i) {
    uint32_t kind = at(blob::s_PARM, i, 3), init = at(blob::s_PARM, i, 4);
    Param param{at(blob::s_PARM, i, 0),
                at(blob::s_PARM, i, 1),
                at(blob::s_PARM, i, 2),
                blob::param_kind(kind & 0xff),
                bool(kind >> 8 & 1),
                blob::init_kind(init),
                0,
                0};
    if (param.value >= out.values.size())
      return fail(7, "parameter {}: value {}, there are {}", i, param.value, out.values.size());
    if (param.scope != none && param.scope >= out.scopes.size())
      return fail(7, "parameter {}: scope {}, there are {}", i, param.scope, out.scopes.size());
    if (!checkString(param.leaf, "name of parameter", i))
      return false;
    bool buffer = param.kind != blob::param_kind::parameter, state = param.kind == blob::param_kind::state;
    if ((kind & 0xff) > uint32_t(blob::param_kind::state) || kind >> 9 || (buffer && param.trainable))
      return fail(13, "parameter {}: kind {:#x}", i, kind);
    if (init > uint32_t(blob::init_kind::trunc_normal))
      return fail(13, "parameter {}: initial values of kind {}, the largest is {}", i, init,
                  uint32_t(blob::init_kind::trunc_normal));
    for (auto [column, into] : {std::pair{5, &param.a}, std::pair{7, &param.b}}) {
      *into = llvm::bit_cast<double>(wide(blob::s_PARM, i, column));
      if (*into != *into)
        return fail(13, "parameter {}: NaN as initial value", i);
    }
    uint32_t node = out.values[param.value].node;
    if (opInfo(out.nodes[node].opcode)->name != (buffer ? "buffer" : "param"))
      return fail(7, "parameter {}: value {} is made by {}", i, param.value, nodeName(node));
    if (named.test(param.value))
      return fail(7, "parameter {}: value {} has a name already", i, param.value);
    named.set(param.value);
    for (int64_t code : typeOf(param.value).dims)
      if (blob::is_symbolic(code) || code == 0)
        return fail(13, "parameter {}: every size is a constant and at least 1", i);
    const std::string &leaf = out.strings[param.leaf];
    if (leaf.empty())
      return fail(10, "parameter {}: its name is empty", i);
    if (leaf.size() > blob::max_name_bytes)
      return fail(15, "parameter {}: a name of {} bytes, the limit is {}", i, leaf.size(),
                  blob::max_name_bytes);
    std::string name = out.parameterName(param);
    if (name.size() > blob::max_path_bytes)
      return fail(15, "parameter {}: a path of {} bytes, the limit is {}", i, name.size(),
                  blob::max_path_bytes);
    if ((StringRef(name).starts_with("optim.") || StringRef(name).starts_with("hac.")) != state)
      return fail(10, "parameter {}: '{}' has a reserved prefix", i, name);
    if (!seen.insert(name).second)
      return fail(10, "parameter {}: '{}' stands there twice", i, name);
    out.params.push_back(param);
  }
  return true;
}

bool BlobReader::readInOuts() {
  llvm::BitVector named(uint32_t(out.values.size())), written(uint32_t(out.values.size()));
  bool hasResult = false;
  for (uint32_t i = 0; i < rows(blob::s_INOU); ++i) {
    uint32_t kind = at(blob::s_INOU, i, 0);
    if (kind > uint32_t(blob::inou_kind::update))
      return fail(13, "argument {}: kind {}, the largest is {}", i, kind,
                  uint32_t(blob::inou_kind::update));
    InOut row{blob::inou_kind(kind), at(blob::s_INOU, i, 1), at(blob::s_INOU, i, 2),
              at(blob::s_INOU, i, 3)};
    if (row.value >= out.values.size())
      return fail(7, "argument {}: value {}, there are {}", i, row.value, out.values.size());
    if (row.loc >= out.locs.size())
      return fail(7, "argument {}: location {}, there are {}", i, int32_t(row.loc),
                  out.locs.size());
    uint32_t node = out.values[row.value].node;
    StringRef op = opInfo(out.nodes[node].opcode)->name;
    if (out.nodes[node].region != none)
      return fail(7, "argument {}: value {} lies inside region {}", i, row.value,
                  out.nodes[node].region);
    switch (row.kind) {
    case blob::inou_kind::input:
    case blob::inou_kind::state:
      if (op != (row.kind == blob::inou_kind::input ? "input" : "state"))
        return fail(7, "argument {}: value {} is made by {}", i, row.value, nodeName(node));
      if (named.test(row.value))
        return fail(7, "argument {}: value {} has a name already", i, row.value);
      named.set(row.value);
      break;
    case blob::inou_kind::output:
      hasResult = true;
      break;
    case blob::inou_kind::update:
      hasResult = true;
      if (!checkUpdate(row, i, written))
        return false;
      break;
    }
    if (row.kind != blob::inou_kind::update && !checkString(row.name, "name of argument", i))
      return false;
    out.inouts.push_back(row);
  }
  if (!hasResult)
    return fail(6, "{} arguments, but no output and no update", out.inouts.size());

  for (const Param &param : out.params)
    named.set(param.value);
  for (uint32_t n = 0; n < out.nodes.size(); ++n) {
    StringRef op = opInfo(out.nodes[n].opcode)->name;
    if ((op == "input" || op == "state" || op == "param" || op == "buffer") &&
        !named.test(out.nodes[n].firstValue))
      return fail(7, "{}: value {} has no name", nodeName(n), out.nodes[n].firstValue);
  }
  return true;
}

bool BlobReader::checkUpdate(const InOut &row, size_t i, llvm::BitVector &written) {
  if (row.name >= out.values.size())
    return fail(7, "argument {}: it updates value {}, there are {}", i, row.name,
                out.values.size());
  uint32_t node = out.values[row.name].node;
  StringRef op = opInfo(out.nodes[node].opcode)->name;
  if (op != "state" && op != "buffer" && op != "param")
    return fail(7, "argument {}: it updates value {}, which {} makes", i, row.name, nodeName(node));
  if (op != "state" && !out.training)
    return fail(13, "argument {}: it updates a {} outside training", i, op);
  if (written.test(row.name))
    return fail(13, "argument {}: value {} is updated twice", i, row.name);
  written.set(row.name);
  const Type &from = typeOf(row.value), &to = typeOf(row.name);
  if (from.dtype != to.dtype || from.dims != to.dims)
    return fail(13, "argument {}: value {} updates value {} of another type", i, row.value,
                row.name);
  return true;
}

bool BlobReader::checkNames() {
  if (!isFunctionName(out.name) || out.name.size() > blob::max_name_bytes)
    return fail(10, "header: '{}' cannot be the name of a function",
                StringRef(out.name).take_front(80).str());
  llvm::StringSet<> seen; // inputs, outputs, states and symbols share one name space
  auto check = [&](uint32_t string, const char *what, size_t number) {
    const std::string &name = out.strings[string];
    if (name.size() > blob::max_name_bytes)
      return fail(15, "{} {}: a name of {} bytes, the limit is {}", what, number, name.size(),
                  blob::max_name_bytes);
    if (!isArgumentName(name))
      return fail(10, "{} {}: '{}' cannot be a name", what, number, name);
    if (!seen.insert(name).second)
      return fail(10, "{} {}: the name '{}' is taken", what, number, name);
    return true;
  };
  for (size_t i = 0; i < out.atoms.size(); ++i)
    if (out.atoms[i].kind == blob::atom_kind::symbol && !check(out.atoms[i].name, "atom", i))
      return false;
  for (size_t i = 0; i < out.inouts.size(); ++i)
    if (out.inouts[i].kind != blob::inou_kind::update && !check(out.inouts[i].name, "argument", i))
      return false;
  return true;
}

} // namespace hac::import
