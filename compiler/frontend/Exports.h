// From clang's AST to graph blobs: finds the constants that HAC_EXPORT leaves, takes their words
// out and reports what the graphs themselves have to say.
#pragma once
#include "compiler/frontend/Frontend.h"

#include <memory>

namespace clang {
class ASTConsumer;
class CompilerInstance;
} // namespace clang

namespace hac::frontend {

class DiagnosticTranslator;

/// Fills result.exports, and result.exitCode with 3 if a graph of hac's own making is malformed.
/// Errors of the model go to clang's DiagnosticsEngine, which counts them.
std::unique_ptr<clang::ASTConsumer> makeExportConsumer(clang::CompilerInstance &compiler,
                                                       const DiagnosticTranslator &translator,
                                                       Result &result);

} // namespace hac::frontend
