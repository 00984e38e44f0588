// The schedule stage: decides fusion groups and tiles, changes nothing else.
#pragma once
#include "compiler/support/ScheduleDialect.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace hac::schedule {

#define GEN_PASS_DECL
#include "compiler/schedule/Passes.h.inc"

/// hac-flatten-epilogues, hac-schedule, hac-verify-schedule; `target` is a name of Target.h.
void addSchedulePasses(mlir::OpPassManager &passes, const Target &target);

#define GEN_PASS_REGISTRATION
#include "compiler/schedule/Passes.h.inc"

} // namespace hac::schedule
