// MLIR's diagnostics as hac's: one line on stderr each, on the user's line of the model.
#pragma once
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"

#include <string>

namespace hac::pipeline {

/// Prints errors and warnings while it lives and counts them by kind.
class DiagnosticPrinter {
public:
  /// `stage` names the running stage in reports of faults.
  explicit DiagnosticPrinter(mlir::MLIRContext *context);

  std::string stage = "import";
  /// The blobs are hac's own: a broken one is a fault of hac.
  bool trusted = true;
  /// 3 if any error was a fault of hac (X...), 2 for a broken blob, 1 for an error of the model;
  /// `otherwise` if none was printed.
  int exitCode(int otherwise) const { return code ? code : otherwise; }

private:
  void print(mlir::Diagnostic &diagnostic);
  int code = 0;
  mlir::ScopedDiagnosticHandler handler;
};

/// "news.model.cpp:14:17: "; empty if the location is unknown.
std::string positionOf(mlir::Location loc);

} // namespace hac::pipeline
