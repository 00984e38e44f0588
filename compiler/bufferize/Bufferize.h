// Stage bufferize: see README.md.
#pragma once
#include "compiler/emit/ModelInfo.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace hac {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/bufferize/Passes.h.inc"

namespace bufferize {

/// From tensors to memrefs in arena, weights, inputs and outputs. hac-place-weights has run. No memory
/// of the arena is used twice if buffers lie `apart`.
void addBufferizePasses(mlir::OpPassManager &passes, bool apart = false);

/// Lets hac.group become one on memory.
void registerGroupBuffers(mlir::DialectRegistry &registry);

/// The weights block as hac-place-weights laid it out. `model.parameters` is complete already.
void describeWeights(mlir::ModuleOp module, const emit::Model &model, emit::IsaLevel &isa);

} // namespace bufferize
} // namespace hac
