// The report of --explain: what schedule/ says of each function, and its memory.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/support/Target.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <utility>
#include <vector>

namespace hac::pipeline {

class Explanation {
public:
  /// For each function the sizes that were asked for, else usual ones. False, and an error is
  /// printed, if no function has a symbol of that name or a function does not take the size.
  bool chooseSizes(const emit::Model &model,
                   const std::vector<std::pair<std::string, int64_t>> &asked);
  /// Of the scheduled module; with `naive` nobody has scheduled it.
  void addGroups(mlir::ModuleOp module, const Target &target, const emit::Model &model, bool naive);
  /// Once memory is planned: everything.
  std::string text(mlir::ModuleOp module, const Target &target, const emit::Model &model) const;

private:
  std::vector<std::vector<int64_t>> sizes;
  std::vector<std::string> assumed; ///< names of the sizes that nobody asked for
  std::vector<std::string> functions;
};

} // namespace hac::pipeline
