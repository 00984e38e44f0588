// Reports what stands in a graph through clang's DiagnosticsEngine, at the model's own lines.
#pragma once
#include "compiler/import/Blob.h"

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringMap.h"

namespace clang {
class DiagnosticsEngine;
} // namespace clang

namespace hac::frontend {

class GraphReporter {
public:
  explicit GraphReporter(clang::DiagnosticsEngine &engine) : engine(engine) {}

  /// Every error of a graph with its notes, in the order of the graph.
  void reportErrors(const import::Blob &graph);

  /// error(loc, "`a` is exported twice", "E025") prints "... [hac-E025]".
  void error(clang::SourceLocation loc, llvm::StringRef text, llvm::StringRef number);
  void note(clang::SourceLocation loc, llvm::StringRef text);

  /// Invalid if the file was not read in this compilation.
  clang::SourceLocation locate(const import::Blob &graph, uint32_t loc);

private:
  void report(bool isError, clang::SourceLocation loc, llvm::StringRef text);
  /// As report(), with "file:line:column: " in the text if clang does not know the file.
  void reportAt(bool isError, const import::Blob &graph, uint32_t loc, llvm::StringRef text);

  clang::DiagnosticsEngine &engine;
  llvm::StringMap<clang::FileID> files; // by the name that std::source_location gives
};

} // namespace hac::frontend
