// The tile stage: applies what schedule/ decided, decides nothing.
#pragma once
#include "compiler/support/ScheduleDialect.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace hac::tile {

#define GEN_PASS_DECL
#include "compiler/tile/Passes.h.inc"

/// hac-apply-packing, hac-tile-groups, hac-verify-tile.
void addTilePasses(mlir::OpPassManager &passes, const Target &target);

#define GEN_PASS_REGISTRATION
#include "compiler/tile/Passes.h.inc"

} // namespace hac::tile
