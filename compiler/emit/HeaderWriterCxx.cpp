// HeaderWriterCxx.cpp: the C++20 half of <name>.h: one class per function. All that does not depend
// on the model stands in <hac/model.hpp>.
#include "compiler/emit/ArgsLayout.h"
#include "compiler/emit/HeaderText.h"

#include "llvm/Support/raw_ostream.h"

namespace hac::emit {

namespace {

void printEntry(const Model &model, size_t number, llvm::raw_ostream &os) {
  const Function &function = model.functions[number];
  std::string name = model.name + "_" + function.name;
  os << "\nstruct " << function.name << "_entry {\n"
     << "  using model = model_entry;\n  struct sizes {\n";
  for (const Symbol &symbol : function.symbols)
    os << "    std::int64_t " << symbol.name << ";\n";
  os << "  };\n  struct args {\n";
  for (const Symbol &symbol : function.symbols)
    os << "    std::int64_t " << symbol.name << ";\n";
  for (const Argument &argument : function.arguments)
    os << "    " << cxxMemberType(argument) << " " << argument.name << "; // "
       << printType(function, argument) << "\n";
  os << "  };\n"
     << "  static std::int64_t arena_bytes([[maybe_unused]] const sizes &s, std::int64_t lanes) {\n"
     << "    return ::" << name << "_arena_bytes(";
  for (const Symbol &symbol : function.symbols)
    os << "s." << symbol.name << ", ";
  os << "lanes);\n  }\n"
     << "  static hac_status check_sizes([[maybe_unused]] const sizes &s, hac_error *e) {\n"
     << "    const std::int64_t values[] = {";
  for (const Symbol &symbol : function.symbols)
    os << "s." << symbol.name << ", ";
  os << "0};\n    return hac_check_sizes(&::" << model.name << "_model, " << number << ", values, e);\n  }\n"
     << "  static hac_status run(const hac_weights *w, hac_context *cx, const args &a, "
        "hac_error *e) {\n"
     << "    ::" << name << "_args c{};\n    c.head = ::" << model.name << "_head(sizeof c);\n";
  for (const Symbol &symbol : function.symbols)
    os << "    c." << symbol.name << " = a." << symbol.name << ";\n";
  for (const Argument &argument : function.arguments)
    if (isPlain(argument))
      os << "    c." << argument.name << " = a." << argument.name << ";\n";
    else
      os << "    c." << argument.name << " = {a." << argument.name << ".data(), hac::count(a."
         << argument.name << ")};\n";
  if (function.symbols.empty() && function.arguments.empty())
    os << "    (void)a;\n";
  os << "    return ::" << name << (function.trains ? "(const_cast<hac_weights *>(w), cx, &c, e);" : "(w, cx, &c, e);")
     << "\n  }\n};\n"
     << "using " << function.name << " = hac::function<" << function.name << "_entry>;\n";
}

} // namespace

void printCxxPart(const Model &model, std::string &out) {
  llvm::raw_string_ostream os(out);
  const std::string &n = model.name;
  os << "#if __cplusplus >= 202002L\n#include <hac/model.hpp>\n\nnamespace " << n << " {\n\n"
     << "struct model_entry {\n"
     << "  static constexpr auto load = ::" << n << "_load;\n"
     << "  static constexpr auto load_memory = ::" << n << "_load_memory;\n"
     << "  static constexpr auto unload = ::" << n << "_unload;\n"
     << (model.trains() ? "  static constexpr auto save = ::" + n + "_save;\n" : "")
     << "  static hac_head head(std::uint32_t bytes) { return ::" << n << "_head(bytes); }\n};\n"
     << "using weights = hac::weights<model_entry>;\n";
  for (size_t i = 0; i < model.functions.size(); i++)
    printEntry(model, i, os);
  os << "\n} // namespace " << n << "\n#else\n/* The C++ classes need C++20; the C functions above are there in any C or C++. */\n#endif\n";
}

} // namespace hac::emit
