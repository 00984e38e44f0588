// HeaderWriter.cpp: the C half of <name>.h, and the signature that ties it to the object.
#include "compiler/emit/EntryPoints.h"

#include "compiler/emit/ArgsLayout.h"
#include "compiler/emit/HeaderText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

namespace hac::emit {

namespace {

void printHead(const Model &model, llvm::raw_ostream &os) {
  std::string macro = upper(model.name);
  std::string source = model.functions.empty() ? "" : model.functions.front().file;
  os << "/* " << model.name << ".h, made by hac from " << commentText(source)
     << ". Do not edit.\n * " << commentText(model.build) << " */\n"
     << "#ifndef HAC_MODEL_" << macro << "_H\n#define HAC_MODEL_" << macro << "_H\n"
     << "#include <hac/abi.h>\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "#define " << macro << "_SIGNATURE UINT64_C(" << llvm::format_hex(model.signature, 18)
     << ")\nextern const hac_model " << model.name << "_model;\n\n"
     << "/* The first member of every struct that is passed in; bytes: sizeof that struct. */\n"
     << "static inline hac_head " << model.name << "_head(uint32_t bytes) {\n"
     << "  hac_head head = {bytes, HAC_ABI_MAJOR, HAC_ABI_MINOR, " << macro << "_SIGNATURE};\n"
     << "  return head;\n}\n\n";
}

void printWeights(const Model &model, llvm::raw_ostream &os) {
  const std::string &n = model.name;
  os << "/* Bytes for hac_load_options.memory; isa 0: the level this machine would take.\n"
     << " * Negative: minus the status. */\n"
     << "int64_t " << n << "_weights_bytes(int32_t isa);\n"
     << "hac_status " << n << "_load(const char *path, const hac_load_options *o, hac_weights **out,\n"
     << "    hac_error *e);\n"
     << "hac_status " << n << "_load_memory(const void *file, size_t bytes, const hac_load_options *o,\n"
     << "    hac_weights **out, hac_error *e);\n"
     << "void " << n << "_unload(hac_weights *w);\n\n";
  if (model.trains())
    os << "/* Writes a safetensors file that can be loaded again; what: HAC_SAVE_*. */\n"
       << "hac_status " << n << "_save(const hac_weights *w, const char *path, uint32_t what, hac_error *e);\n\n";
}

/// "i32[batch, seq], each 0 to seq - 1; line 7"
std::string memberComment(const Function &function, const Argument &argument) {
  std::string text = printType(function, argument);
  if (argument.kind == Argument::State)
    text += ", read and updated in place";
  if (argument.range.status)
    text += ", each " + printDim(function, argument.range.lo) + " to " +
            printDim(function, argument.range.hi);
  return text + "; line " + std::to_string(argument.line);
}

/// "8 to 1024, a multiple of 8; news.model.cpp:5"
std::string symbolComment(const Symbol &symbol) {
  std::string text = std::to_string(symbol.min) + " to " + std::to_string(symbol.max);
  if (symbol.multipleOf != 1)
    text += ", a multiple of " + std::to_string(symbol.multipleOf);
  return text + "; " + commentText(symbol.file) + ":" + std::to_string(symbol.line);
}

void printArgs(const Model &model, const Function &function, llvm::raw_ostream &os) {
  std::string type = model.name + "_" + function.name + "_args";
  ArgsLayout layout = argsLayout(function);
  os << "typedef struct {\n  hac_head head;\n";
  for (const Symbol &symbol : function.symbols)
    os << "  int64_t " << symbol.name << "; /* " << symbolComment(symbol) << " */\n";
  for (const Argument &argument : function.arguments)
    os << "  " << memberType(argument) << " " << argument.name << "; /* "
       << memberComment(function, argument) << " */\n";
  os << "} " << type << ";\nHAC_ASSERT_SIZE(" << type << ", " << layout.bytes << ");\n";
  for (auto [argument, offset] : llvm::zip_equal(function.arguments, layout.arguments))
    os << "HAC_ASSERT_AT(" << type << ", " << argument.name << ", " << offset << ");\n";
}

/// "int64_t batch, int64_t seq, int64_t lanes"
std::string arenaParameters(const Function &function) {
  std::string text;
  for (const Symbol &symbol : function.symbols)
    text += "int64_t " + symbol.name + ", ";
  return text + "int64_t " + lanesName(function);
}

const char *weightsType(const Function &function) {
  return function.trains ? "hac_weights" : "const hac_weights";
}

void printFunction(const Model &model, const Function &function, llvm::raw_ostream &os) {
  std::string name = model.name + "_" + function.name;
  os << "/* " << function.name << ": " << commentText(function.file) << ":" << function.line
     << " */\n";
  printArgs(model, function, os);
  os << "/* Negative: minus the status. */\n"
     << "int64_t " << name << "_arena_bytes(" << arenaParameters(function) << ");\n"
     << (function.trains ? "/* Writes the weights: one call at a time. */\n" : "")
     << "hac_status " << name << "(" << weightsType(function) << " *w, hac_context *cx, const " << name
     << "_args *a,\n    hac_error *e);\n\n";
}

/// A model with a single function can be called without naming it.
void printAliases(const Model &model, llvm::raw_ostream &os) {
  if (model.functions.size() != 1 || model.functions.front().name == "run")
    return;
  const Function &function = model.functions.front();
  std::string name = model.name + "_" + function.name;
  os << "static inline int64_t " << model.name << "_arena_bytes(" << arenaParameters(function)
     << ") {\n  return " << name << "_arena_bytes(";
  for (const Symbol &symbol : function.symbols)
    os << symbol.name << ", ";
  os << lanesName(function) << ");\n}\n"
     << "static inline hac_status " << model.name << "_run(" << weightsType(function) << " *w, hac_context *cx,\n"
     << "    const " << name << "_args *a, hac_error *e) {\n  return " << name
     << "(w, cx, a, e);\n}\n\n";
}

} // namespace

std::string printHeader(const Model &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printHead(model, os);
  printWeights(model, os);
  for (const Function &function : model.functions)
    printFunction(model, function, os);
  printAliases(model, os);
  os << "#ifdef __cplusplus\n} /* extern \"C\" */\n";
  printCxxPart(model, text);
  os << "#endif\n#endif\n";
  return text;
}

uint64_t signatureOf(const Model &model) {
  // Two models have the same text exactly if the same header serves both.
  std::string text;
  llvm::raw_string_ostream os(text);
  os << model.name;
  for (const Function &function : model.functions) {
    os << "\nfunction " << function.name << (function.trains ? " trains" : "");
    for (const Symbol &symbol : function.symbols)
      os << "\nsymbol " << symbol.name << ' ' << symbol.min << ' ' << symbol.max << ' '
         << symbol.multipleOf;
    for (const Argument &argument : function.arguments) {
      os << "\nargument " << int(argument.kind) << ' ' << argument.name << ' '
         << printType(function, argument);
      if (argument.range.status)
        os << ' ' << argument.range.status << ' ' << printDim(function, argument.range.lo) << ' '
           << printDim(function, argument.range.hi);
    }
    for (const Check &check : function.checks)
      os << "\ncheck " << printDim(function, check.left) << " = "
         << printDim(function, check.right);
  }
  for (const Parameter &parameter : model.parameters) {
    os << "\nparameter " << parameter.name.size() << ' ' << parameter.name << ' '
       << dtypeName(parameter.dtype);
    for (int64_t size : parameter.shape)
      os << ' ' << size;
  }
  return llvm::xxh3_64bits(text);
}

} // namespace hac::emit
