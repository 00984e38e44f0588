// Reshapes of contiguous memory as casts with explicit sizes. Upstream's expansion wants at most one
// dynamic size in a group; [batch, seq, 384] from one dimension has two.
#include "compiler/bufferize/Bufferize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"

namespace hac {
#define GEN_PASS_DEF_LOWERRESHAPES
#include "compiler/bufferize/Passes.h.inc"

using namespace mlir;

namespace {

// A product of sizes, folded where they are constants.
OpFoldResult times(OpBuilder &b, Location loc, OpFoldResult x, OpFoldResult y) {
  auto m = getConstantIntValue(x), n = getConstantIntValue(y);
  if (m && n)
    return b.getIndexAttr(*m * *n);
  return arith::MulIOp::create(b, loc, getValueOrCreateConstantIndexOp(b, loc, x),
                               getValueOrCreateConstantIndexOp(b, loc, y))
      .getResult();
}

Value rowMajor(OpBuilder &b, Location loc, MemRefType type, Value source, ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> strides(sizes.size());
  OpFoldResult stride = b.getIndexAttr(1);
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = stride;
    stride = times(b, loc, stride, sizes[i]);
  }
  // The cast knows its strides only as far as they are constant; its users want the plain layout.
  Value cast = memref::ReinterpretCastOp::create(b, loc, source, b.getIndexAttr(0), sizes, strides);
  return cast.getType() == type ? cast : memref::CastOp::create(b, loc, type, cast).getResult();
}

// A slice with its axes taken apart: the innermost of each group keeps the stride.
Value apart(OpBuilder &b, memref::ExpandShapeOp expand) {
  Location loc = expand.getLoc();
  auto source = memref::ExtractStridedMetadataOp::create(b, loc, expand.getSrc());
  SmallVector<OpFoldResult> sizes = expand.getMixedOutputShape(), strides(sizes.size());
  for (auto [axes, stride] : llvm::zip(expand.getReassociationIndices(), source.getConstifiedMixedStrides())) {
    OpFoldResult next = stride;
    for (int64_t axis : llvm::reverse(axes)) {
      strides[axis] = next;
      next = times(b, loc, next, sizes[axis]);
    }
  }
  Value cast = memref::ReinterpretCastOp::create(b, loc, source.getBaseBuffer(),
                                                 source.getConstifiedMixedOffset(), sizes, strides);
  MemRefType type = expand.getResultType();
  return cast.getType() == type ? cast : memref::CastOp::create(b, loc, type, cast).getResult();
}

struct LowerReshapes : impl::LowerReshapesBase<LowerReshapes> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      OpBuilder b(op);
      Location loc = op->getLoc();
      if (auto expand = dyn_cast<memref::ExpandShapeOp>(op)) {
        if (expand.getSrcType().getLayout().isIdentity() && expand.getResultType().getLayout().isIdentity())
          expand.replaceAllUsesWith(
              rowMajor(b, loc, expand.getResultType(), expand.getSrc(), expand.getMixedOutputShape()));
        else
          expand.replaceAllUsesWith(apart(b, expand));
        expand.erase();
      } else if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
        MemRefType from = collapse.getSrcType();
        if (!from.getLayout().isIdentity() || !collapse.getResultType().getLayout().isIdentity())
          return;
        SmallVector<OpFoldResult> sizes;
        for (const ReassociationIndices &group : collapse.getReassociationIndices()) {
          OpFoldResult size = b.getIndexAttr(1);
          for (int64_t i : group)
            size = times(b, loc, size,
                         from.isDynamicDim(i)
                             ? OpFoldResult(memref::DimOp::create(b, loc, collapse.getSrc(), i).getResult())
                             : OpFoldResult(b.getIndexAttr(from.getDimSize(i))));
          sizes.push_back(size);
        }
        collapse.replaceAllUsesWith(rowMajor(b, loc, collapse.getResultType(), collapse.getSrc(), sizes));
        collapse.erase();
      }
    });
  }
};

} // namespace
} // namespace hac
