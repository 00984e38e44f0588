// Invariants 1-4 of README.md.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace hac {
#define GEN_PASS_DEF_VERIFYBUFFERIZE
#include "compiler/bufferize/Passes.h.inc"

using namespace mlir;

namespace {
struct VerifyBufferize : impl::VerifyBufferizeBase<VerifyBufferize> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([](Operation *op) -> WalkResult {
      auto broken = [&](StringRef what) {
        op->emitError("internal: after bufferize ") << what << ": " << op->getName() << " [hac-X900]";
        return WalkResult::interrupt();
      };
      if (op->getParentOfType<GroupOp>())
        return WalkResult::advance(); // says what is computed
      if (isa<memref::AllocOp, memref::AllocaOp, memref::DeallocOp>(op))
        return broken("an allocation is left");
      if (isa<memref::CopyOp>(op))
        return broken("a copy is left");
      for (Type type : op->getResultTypes())
        if (isa<TensorType>(type))
          return broken("a tensor is left");
      if (auto view = dyn_cast<memref::ViewOp>(op))
        if (auto offset = getConstantIntValue(view.getByteShift()); offset && *offset % 64)
          return broken("a view does not begin at a multiple of 64 bytes");
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
} // namespace hac
