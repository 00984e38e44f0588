// Outputs are computed in place, so are the pieces of a concat; copies that remain become loops.
#include "compiler/bufferize/Bufferize.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"

namespace hac {
#define GEN_PASS_DEF_PLACEOUTPUTS
#include "compiler/bufferize/Passes.h.inc"

using namespace mlir;

namespace {

// A view of the caller's memory whose only use is to be written by this copy.
bool isUntouchedOutput(memref::CopyOp copy) {
  auto view = copy.getTarget().getDefiningOp<memref::ViewOp>();
  return view && isa<BlockArgument>(view.getSource()) && view->hasOneUse();
}

struct PlaceOutputs : impl::PlaceOutputsBase<PlaceOutputs> {
  void runOnOperation() override {
    Block &block = getOperation().getBody().front();
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) { copies.push_back(copy); });
    for (memref::CopyOp copy : copies) {
      auto alloc = copy.getSource().getDefiningOp<memref::AllocOp>();
      Value output = copy.getTarget();
      if (copy.getSource() == output) { // a piece of a concat or state that was computed where it belongs
        copy.erase();
        continue;
      }
      // The caller's memory is nobody else's (R306), so a buffer may as well lie there from the start.
      if (alloc && copy->getBlock() == &block && alloc->getBlock() == &block &&
          alloc.getType() == output.getType() && isUntouchedOutput(copy)) {
        copy.erase();
        alloc.replaceAllUsesWith(output);
        alloc.erase();
        continue;
      }
      OpBuilder b(copy);
      linalg::makeMemRefCopyOp(b, copy.getLoc(), copy.getSource(), output);
      copy.erase();
    }
  }
};

} // namespace
} // namespace hac
