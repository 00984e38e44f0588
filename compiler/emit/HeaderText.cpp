// HeaderText.cpp: see HeaderText.h.
#include "compiler/emit/HeaderText.h"

#include "compiler/emit/ArgsLayout.h"

#include <algorithm>

namespace hac::emit {

namespace {

/// One term; `leading` says that no operator stands before it.
std::string printTerm(const Function &function, const Dim::Term &term, bool leading);

/// Product atoms have smaller numbers below them, so this ends; the importer limits the depth.
std::string printAtom(const Function &function, uint32_t number) {
  const Atom &atom = function.atoms[number];
  switch (atom.kind) {
  case blob::atom_kind::symbol: {
    const Symbol &symbol = function.symbols[atom.symbol];
    return symbol.multipleOf == 1 ? symbol.name
                                  : symbol.name + "/" + std::to_string(symbol.multipleOf);
  }
  case blob::atom_kind::floor: {
    std::string dividend = printDim(function, atom.dividend);
    bool simple = dividend.find_first_of(" *") == std::string::npos;
    return (simple ? dividend : "(" + dividend + ")") + "/" + std::to_string(atom.divisor);
  }
  case blob::atom_kind::product:
    return printAtom(function, atom.left) + "*" + printAtom(function, atom.right);
  }
  return {};
}

std::string printTerm(const Function &function, const Dim::Term &term, bool leading) {
  const Atom &atom = function.atoms[term.atom];
  int64_t factor = term.factor;
  std::string text;
  if (atom.kind == blob::atom_kind::symbol) { // 8 * (seq/8) is seq
    const Symbol &symbol = function.symbols[atom.symbol];
    if (factor % symbol.multipleOf == 0) {
      factor /= symbol.multipleOf;
      text = symbol.name;
    }
  }
  if (text.empty()) {
    text = printAtom(function, term.atom);
    if (factor != 1 && factor != -1)
      text = "(" + text + ")";
  }
  std::string sign = factor < 0 ? (leading ? "-" : " - ") : (leading ? "" : " + ");
  int64_t size = factor < 0 ? -factor : factor;
  return sign + (size == 1 ? "" : std::to_string(size) + "*") + text;
}

} // namespace

std::string printDim(const Function &function, const Dim &dim) {
  std::string text;
  for (const Dim::Term &term : dim.terms)
    text += printTerm(function, term, text.empty());
  if (text.empty())
    return std::to_string(dim.constant);
  if (dim.constant > 0)
    text += " + " + std::to_string(dim.constant);
  if (dim.constant < 0)
    text += " - " + std::to_string(-dim.constant);
  return text;
}

std::string printType(const Function &function, const Argument &argument) {
  std::string text(dtypeName(argument.dtype));
  text += "[";
  for (const Dim &dim : argument.dims)
    text += (text.back() == '[' ? "" : ", ") + printDim(function, dim);
  return text + "]";
}

std::string commentText(std::string_view text) {
  std::string safe(text);
  for (char &c : safe) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!plain && std::string_view("._-+ ,;:()=").find(c) == std::string_view::npos)
      c = '_';
  }
  return safe;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    if (c >= 'a' && c <= 'z')
      c -= 'a' - 'A';
  return result;
}

namespace {

// In order of blob::dtype. C has no f16 and bf16, so their bits; bool is a byte, 0 or 1.
constexpr std::string_view elementTypes[] = {"",        "float",   "double",  "uint16_t", "uint16_t",
                                             "int8_t",  "uint8_t", "int32_t", "int64_t",  "uint8_t"};
static_assert(std::size(elementTypes) == blob::dtype_count);

std::string cxxElementType(blob::dtype dtype) {
  std::string type(elementTypes[uint32_t(dtype)]);
  return type.ends_with("_t") ? "std::" + type : type;
}

} // namespace

std::string memberType(const Argument &argument) {
  if (isPlain(argument))
    return std::string(elementTypes[uint32_t(argument.dtype)]);
  return (argument.kind == Argument::Input ? "hac_in_" : "hac_out_") +
         std::string(dtypeName(argument.dtype));
}

std::string cxxMemberType(const Argument &argument) {
  std::string element = cxxElementType(argument.dtype);
  if (isPlain(argument))
    return element;
  return (argument.kind == Argument::Input ? "std::span<const " : "std::span<") + element + ">";
}

std::string lanesName(const Function &function) {
  bool taken = std::any_of(function.symbols.begin(), function.symbols.end(),
                           [](const Symbol &symbol) { return symbol.name == "lanes"; });
  return taken ? "lanes_of_hook" : "lanes";
}

} // namespace hac::emit
