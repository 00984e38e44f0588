// The order of the stage.
#include "compiler/bufferize/Bufferize.h"

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace hac {
#define GEN_PASS_DEF_TENSORSTOBUFFERS
#include "compiler/bufferize/Passes.h.inc"

namespace bufferize {

// Copies become loops here, so that none can end in a call of the C library.
static LogicalResult copyByLoop(OpBuilder &b, Location loc, Value from, Value to) {
  linalg::makeMemRefCopyOp(b, loc, from, to);
  return success();
}

namespace {
struct TensorsToBuffers : impl::TensorsToBuffersBase<TensorsToBuffers> {
  void runOnOperation() override {
    bufferization::OneShotBufferizationOptions options;
    options.memCpyFn = copyByLoop;
    bufferization::BufferizationState state;
    if (failed(bufferization::runOneShotBufferize(getOperation(), options, state)))
      signalPassFailure();
  }
};
} // namespace

void addBufferizePasses(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createBindBuffers());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(bufferization::createEmptyTensorEliminationPass());
  passes.addPass(createTensorsToBuffers());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createPlanArena());
  passes.addNestedPass<func::FuncOp>(createLowerReshapes());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createVerifyBufferize());
}

} // namespace bufferize
} // namespace hac
