// The schedule stage: decides what runs as one loop nest, and how.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace hac::schedule {

#define GEN_PASS_DECL
#include "compiler/schedule/Passes.h.inc"

/// hac-channels-last, hac-form-groups, hac-estimate-costs, hac-verify-schedule; the target goes by its
/// name.
void addSchedulePasses(mlir::OpPassManager &passes, const Target &target);

/// Adds the scheduled module's groups to the model, in order of their numbers.
void describeGroups(mlir::ModuleOp module, const Target &target, emit::Model &model);

/// What reports assume of sizes that are not given: 32, or the nearest that the model allows.
std::vector<int64_t> usualSizes(const emit::Function &function);

/// The values of the symbols of formulas and types: a size that is a multiple of 8 counts in eights.
std::vector<int64_t> symbolsAt(const emit::Function &function, const std::vector<int64_t> &sizes);

/// What --explain says of the functions of a scheduled module, one text for each. `sizes` holds
/// those of each function's symbols. With `naive` plain loops are what was asked for.
std::vector<std::string> explain(mlir::ModuleOp module, const Target &target,
                                 const emit::Model &model,
                                 const std::vector<std::vector<int64_t>> &sizes, bool naive);

#define GEN_PASS_REGISTRATION
#include "compiler/schedule/Passes.h.inc"

} // namespace hac::schedule
