// What is written to empty tensors of the same size are values of their own.
#include "compiler/bufferize/Bufferize.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

namespace hac {
#define GEN_PASS_DEF_SEPARATEDESTINATIONS
#include "compiler/bufferize/Passes.h.inc"

using namespace mlir;

namespace {

struct SeparateDestinations : impl::SeparateDestinationsBase<SeparateDestinations> {
  void runOnOperation() override {
    SmallVector<tensor::EmptyOp> shared;
    getOperation().walk([&](tensor::EmptyOp empty) {
      if (!empty->hasOneUse() && !empty->use_empty())
        shared.push_back(empty);
    });
    for (tensor::EmptyOp empty : shared) {
      OpBuilder b(empty);
      for (OpOperand &use : llvm::make_early_inc_range(llvm::drop_begin(empty->getUses())))
        use.set(b.clone(*empty)->getResult(0));
    }
  }
};

} // namespace
} // namespace hac
