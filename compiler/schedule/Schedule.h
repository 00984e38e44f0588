// The schedule stage: decides what runs as one loop nest, and how.
#pragma once
#include "compiler/support/ScheduleDialect.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace hac::schedule {

#define GEN_PASS_DECL
#include "compiler/schedule/Passes.h.inc"

/// hac-channels-last, hac-form-groups, hac-verify-schedule; the target goes by its name.
void addSchedulePasses(mlir::OpPassManager &passes, const Target &target);

#define GEN_PASS_REGISTRATION
#include "compiler/schedule/Passes.h.inc"

} // namespace hac::schedule
