// The whole way of a model through the compiler.
#pragma once
#include "compiler/frontend/Frontend.h"

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <utility>
#include <vector>

namespace hac::pipeline {

struct Options {
  std::string modelName;  // prefix of every global symbol
  std::string target;     // ISA level, or "native"
  bool strict = false;    // code that is right but slower than planned is a fault of hac
  bool naive = false;     // no schedule: linalg straight to loops
  bool checksBounds = false; // every access of memory compared with the buffer's bounds: X901
  bool explain = false;   // a report in the place of code
  /// Sizes that the report is made for, by symbol; others get usual ones.
  std::vector<std::pair<std::string, int64_t>> sizes;
  std::string stopAfter;  // a stage of `stages`; empty: none
  std::string emit;       // "mlir", "llvm", "asm" or "obj"
  std::string sourceFile; // as the user wrote it: .blob files are not trusted
};

struct Output {
  std::string object, header;
  std::string text; // of the other forms; or the report
};

/// The stages in order; --stop-after takes one of them.
llvm::ArrayRef<llvm::StringRef> stages();

/// Prints its own diagnostics. 0 done; 1 the model is wrong; 2 a blob of the user is no blob, or the
/// target is unknown, or no function has a size that was named; 3 a fault in hac.
int compile(llvm::ArrayRef<frontend::Export> exports, const Options &options, Output &output);

} // namespace hac::pipeline
