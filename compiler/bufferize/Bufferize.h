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

/// On a function: bytes of arena as an affine map of the symbols (see hac-plan-arena).
inline constexpr llvm::StringLiteral arenaAttrName = "hac.arena";

/// From tensors to memrefs in arena, weights, inputs and outputs. hac-place-weights has run.
void addBufferizePasses(mlir::OpPassManager &passes);

/// The weights block as hac-place-weights laid it out. `model.parameters` is complete already.
void describeWeights(mlir::ModuleOp module, const emit::Model &model, emit::IsaLevel &isa);

} // namespace bufferize
} // namespace hac
