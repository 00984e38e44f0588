// The tile stage: turns groups into loops over register tiles; decides nothing.
#pragma once
#include "compiler/support/MathDialect.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace hac::tile {

#define GEN_PASS_DECL
#include "compiler/tile/Passes.h.inc"

/// hac-outline-groups, hac-expand-groups, hac-verify-tile.
void addTilePasses(mlir::OpPassManager &passes, const Target &target);

#define GEN_PASS_REGISTRATION
#include "compiler/tile/Passes.h.inc"

} // namespace hac::tile
