// The vector stage. Its first half runs on tensors, before bufferization, its second on memrefs.
#pragma once
#include "compiler/support/Target.h"
#include "compiler/vector/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"

namespace hac::vector {

/// First half, on tensors: hac-vectorize-tiles and its check.
void addRegisterTilePasses(mlir::OpPassManager &passes, const Target &target);

/// Second half, on memrefs: hac-native-vectors, hac-lower-math and their check.
void addNativeVectorPasses(mlir::OpPassManager &passes, const Target &target);

} // namespace hac::vector
