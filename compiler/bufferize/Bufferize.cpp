// The order of the stage.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace hac {
#define GEN_PASS_DEF_TENSORSTOBUFFERS
#include "compiler/bufferize/Passes.h.inc"

namespace bufferize {

namespace {
struct TensorsToBuffers : impl::TensorsToBuffersBase<TensorsToBuffers> {
  void runOnOperation() override {
    bufferization::OneShotBufferizationOptions options;
    // Bodies of groups only describe; a group on memory is done, though its body speaks of tensors.
    options.opFilter.denyOperation([](Operation *op) {
      bool isDone = isa<GroupOp>(op) && op->getNumResults() == 0;
      return isDone || op->getParentOfType<GroupOp>() != nullptr;
    });
    bufferization::BufferizationState state;
    if (failed(bufferization::runOneShotBufferize(getOperation(), options, state)))
      signalPassFailure();
  }
};
} // namespace

void addBufferizePasses(OpPassManager &passes, bool apart) {
  // Before the border becomes memory: the analysis sees tensors only, so a destination that it
  // shares is one that it knows of.
  passes.addNestedPass<func::FuncOp>(createSeparateDestinations());
  passes.addPass(bufferization::createEmptyTensorEliminationPass());
  passes.addNestedPass<func::FuncOp>(createBindBuffers());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(createTensorsToBuffers());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createPlaceOutputs());
  passes.addNestedPass<func::FuncOp>(createPlanArena({apart}));
  passes.addNestedPass<func::FuncOp>(createLowerReshapes());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createVerifyBufferize());
}

} // namespace bufferize
} // namespace hac
