// The vector stage: own mathematics, and what must hold of vectors.
#pragma once
#include "compiler/support/Target.h"
#include "compiler/vector/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"

namespace hac::vector {

/// hac-lower-math and hac-verify-vector.
void addVectorPasses(mlir::OpPassManager &passes, const Target &target);

} // namespace hac::vector
