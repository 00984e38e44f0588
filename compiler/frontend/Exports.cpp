// Exports.h has the interface.
#include "compiler/frontend/Exports.h"
#include "compiler/frontend/DiagnosticTranslator.h"
#include "compiler/frontend/GraphReporter.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>
#include <fmt/format.h>

using namespace clang;

namespace hac::frontend {
namespace {

bool isExport(const VarDecl &variable) {
  for (const auto *annotation : variable.specific_attrs<AnnotateAttr>())
    if (annotation->getAnnotation() == "hac.export")
      return true;
  return false;
}

/// The constants in the order of the source, also those in namespaces.
std::vector<const VarDecl *> findExports(const TranslationUnitDecl &unit) {
  std::vector<const VarDecl *> result;
  std::vector<const DeclContext *> contexts = {&unit};
  for (size_t i = 0; i < contexts.size(); ++i)
    for (const Decl *decl : contexts[i]->decls()) {
      if (const auto *variable = dyn_cast<VarDecl>(decl); variable && isExport(*variable))
        result.push_back(variable);
      else if (isa<NamespaceDecl, LinkageSpecDecl>(decl))
        contexts.push_back(cast<DeclContext>(decl));
    }
  const SourceManager &sources = unit.getASTContext().getSourceManager();
  llvm::sort(result, [&](const VarDecl *a, const VarDecl *b) {
    return sources.isBeforeInTranslationUnit(a->getLocation(), b->getLocation());
  });
  return result;
}

/// struct { uint32_t words[N]; } as words; nothing if it is not one.
std::optional<std::vector<uint32_t>> wordsOf(const APValue &value) {
  if (!value.isStruct() || value.getStructNumFields() != 1 || !value.getStructField(0).isArray())
    return std::nullopt;
  const APValue &array = value.getStructField(0);
  std::vector<uint32_t> words;
  words.reserve(array.getArraySize());
  for (unsigned i = 0; i < array.getArraySize(); ++i) {
    const APValue &word = i < array.getArrayInitializedElts() ? array.getArrayInitializedElt(i)
                                                              : array.getArrayFiller();
    if (!word.isInt() || word.getInt().getBitWidth() != 32)
      return std::nullopt;
    words.push_back(uint32_t(word.getInt().getZExtValue()));
  }
  return words;
}

/// What the functions of one file owe each other: they share their symbols and their parameters.
class AgreementCheck {
public:
  explicit AgreementCheck(GraphReporter &reporter) : reporter(reporter) {}

  void add(import::Blob graph, SourceLocation exportCall) {
    functions.push_back({std::move(graph), exportCall});
    const Function &added = functions.back();
    for (const import::Atom &atom : added.graph.atoms)
      if (atom.kind == blob::atom_kind::symbol)
        checkSymbol(atom, added);
    for (const import::Param &param : added.graph.params)
      checkParameter(param, added);
  }

private:
  struct Function {
    import::Blob graph;
    SourceLocation exportCall;
  };
  struct Symbol {
    import::Atom atom;
    const Function *function;
  };
  struct Parameter {
    import::Param param;
    const Function *function;
  };

  void checkSymbol(const import::Atom &atom, const Function &here) {
    auto [known, isNew] = symbols.try_emplace(here.graph.strings[atom.name], Symbol{atom, &here});
    const auto &[first, there] = known->second;
    if (isNew ||
        (first.min == atom.min && first.max == atom.max && first.multiple == atom.multiple))
      return;
    auto bounds = [](const import::Atom &a) {
      return fmt::format("{} to {}, multiple of {}", a.min, a.max, a.multiple);
    };
    reporter.error(here.exportCall,
                   fmt::format("symbol `{}` is {} in `{}` and {} in `{}`", known->first().str(),
                               bounds(atom), here.graph.name, bounds(first), there->graph.name),
                   "E009");
    reporter.note(here.exportCall, "declare it once, outside of the functions: constexpr auto N = dyn(...);");
    reporter.note(there->exportCall, fmt::format("`{}` is exported here", there->graph.name));
  }

  std::string describe(const import::Param &param, const import::Blob &graph) {
    constexpr const char *dtypes[] = {"none", "f32", "f64", "bf16", "f16",
                                      "i8",   "u8",  "i32", "i64",  "bool"};
    const import::Type &type = graph.types[graph.values[param.value].type];
    return fmt::format("{} {}[{}]", param.kind == blob::param_kind::buffer ? "buffer" : "parameter",
                       dtypes[size_t(type.dtype)], fmt::join(type.dims, ", "));
  }

  uint32_t placeOf(const import::Param &param, const import::Blob &graph) {
    return graph.nodes[graph.values[param.value].node].loc;
  }

  void checkParameter(const import::Param &param, const Function &here) {
    auto [known, isNew] =
        parameters.try_emplace(here.graph.parameterName(param), Parameter{param, &here});
    const auto &[first, there] = known->second;
    if (isNew)
      return;
    std::string mine = describe(param, here.graph), other = describe(first, there->graph);
    if (mine == other)
      return;
    reporter.error(reporter.locate(here.graph, placeOf(param, here.graph)),
                   fmt::format("`{}` is {} in `{}` and {} in `{}`", known->first().str(), mine,
                               here.graph.name, other, there->graph.name),
                   "E008");
    reporter.note(reporter.locate(there->graph, placeOf(first, there->graph)),
                  fmt::format("`{}` has it from here", there->graph.name));
  }

  GraphReporter &reporter;
  std::deque<Function> functions; // addresses stay
  llvm::StringMap<Symbol> symbols;
  llvm::StringMap<Parameter> parameters;
};

class ExportConsumer : public ASTConsumer {
public:
  ExportConsumer(CompilerInstance &compiler, const DiagnosticTranslator &translator, Result &result)
      : compiler(compiler), translator(translator), result(result) {}

  void HandleTranslationUnit(ASTContext &context) override {
    DiagnosticsEngine &engine = compiler.getDiagnostics();
    GraphReporter reporter(engine);
    const SourceManager &sources = compiler.getSourceManager();
    std::vector<const VarDecl *> exports = findExports(*context.getTranslationUnitDecl());
    if (exports.empty() && !engine.hasErrorOccurred())
      reporter.error(sources.getLocForStartOfFile(sources.getMainFileID()),
                     "no function is exported; write HAC_EXPORT(function) at the end", "F002");

    AgreementCheck agreement(reporter);
    std::vector<std::pair<std::string, SourceLocation>> names;
    for (const VarDecl *variable : exports) {
      SourceLocation call = sources.getExpansionLoc(variable->getLocation());
      const APValue *value = variable->isInvalidDecl() ? nullptr : variable->evaluateValue();
      if (!value || !value->hasValue() || translator.hasFailed(call))
        continue; // clang has said why
      auto words = wordsOf(*value);
      if (!words) {
        internalError(reporter, call, "a constant marked hac.export that is no array of words");
        continue;
      }
      import::Blob graph;
      if (auto broken = import::readBlob(*words, graph)) {
        internalError(reporter, call,
                      fmt::format("a malformed graph (B{:03}: {})", broken->code, broken->text));
        continue;
      }
      reporter.reportErrors(graph);
      if (graph.errors)
        continue;
      auto known = llvm::find_if(names, [&](const auto &name) {
        return !import::exportCollision(graph.name, name.first).empty();
      });
      if (known != names.end()) {
        reporter.error(call, import::exportCollision(graph.name, known->first), "E025");
        reporter.note(known->second, "first exported here");
        continue;
      }
      names.push_back({graph.name, call});
      if (names.size() == blob::max_exports + 1)
        reporter.error(call,
                       fmt::format("`{}` is exported function number {}, the limit is {}",
                                   graph.name, names.size(), blob::max_exports),
                       "E026");
      result.exports.push_back(
          {graph.name, sources.getExpansionLineNumber(call), std::move(*words)});
      agreement.add(std::move(graph), call);
    }
  }

private:
  void internalError(GraphReporter &reporter, SourceLocation loc, std::string what) {
    result.exitCode = 3;
    reporter.error(loc, what + "; this is a fault in hac, please report it with the model", "X900");
  }

  CompilerInstance &compiler;
  const DiagnosticTranslator &translator;
  Result &result;
};

} // namespace

std::unique_ptr<ASTConsumer> makeExportConsumer(CompilerInstance &compiler,
                                                const DiagnosticTranslator &translator,
                                                Result &result) {
  return std::make_unique<ExportConsumer>(compiler, translator, result);
}

} // namespace hac::frontend
