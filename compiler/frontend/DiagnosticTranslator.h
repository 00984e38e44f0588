// Stands between clang and its printer (or its -verify) and gives clang's own errors about an
// exported function a number, one message and the user's line.
#pragma once
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/LangOptions.h"

#include "llvm/ADT/DenseSet.h"
#include <memory>
#include <vector>

namespace hac::frontend {

/// When a model function cannot be evaluated, clang reports the hidden constants of HAC_EXPORT:
///   model.cpp:9:1: error: constexpr variable 'hac_words_9' must be initialized by a constant ...
///   model.cpp:5:13: note: non-constexpr function 'rand' cannot be used in a constant expression
/// The translator holds the error until its notes are there and sends on
///   model.cpp:5:13: error: the model function cannot be evaluated while it is compiled:
///                          non-constexpr function 'rand' cannot be ... [hac-F004]
/// and then the notes about the model's own lines. What else the same HAC_EXPORT causes is left
/// out. So is what clang says of a name that hac has too.
class DiagnosticTranslator : public clang::DiagnosticConsumer {
public:
  /// `lang`: the options of the running compilation.
  DiagnosticTranslator(clang::DiagnosticsEngine &engine,
                       std::unique_ptr<clang::DiagnosticConsumer> next, clang::LangOptions &lang)
      : engine(engine), next(std::move(next)), lang(lang), stepLimit(lang.ConstexprStepLimit) {}

  void BeginSourceFile(const clang::LangOptions &lang, const clang::Preprocessor *pp) override;
  void EndSourceFile() override;
  void finish() override;
  bool IncludeInDiagnosticCounts() const override { return next->IncludeInDiagnosticCounts(); }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic &info) override;

  /// Was an error of this HAC_EXPORT reported? Then its graph, if there is one, means nothing.
  bool hasFailed(clang::SourceLocation exportCall) const {
    return failedExports.contains(exportCall);
  }

private:
  enum class Notes { Forward, Hold, Drop };

  /// Where HAC_EXPORT is called, if the location lies in its expansion.
  clang::SourceLocation exportCall(clang::SourceLocation loc) const;
  /// "sum" of an error inside HAC_EXPORT(sum).
  llvm::StringRef exportedName(clang::SourceLocation loc) const;
  llvm::ArrayRef<clang::StoredDiagnostic> heldNotes() const {
    return llvm::ArrayRef(held).drop_front();
  }
  /// Is a note about the user's own files, and not about the DSL's headers?
  bool isInModel(const clang::StoredDiagnostic &note) const;
  clang::FullSourceLoc firstUserLocation() const;
  clang::StoredDiagnostic explainHeld() const;
  void releaseHeld();
  void forward(const clang::StoredDiagnostic &diagnostic);
  void copyCounts();

  clang::DiagnosticsEngine &engine;
  std::unique_ptr<clang::DiagnosticConsumer> next;
  clang::LangOptions &lang;
  const unsigned stepLimit; // of an evaluation, as the command line has it
  std::vector<clang::StoredDiagnostic> held; // an error and its notes
  Notes notes = Notes::Forward;
  llvm::DenseSet<clang::SourceLocation> failedExports;
};

} // namespace hac::frontend
