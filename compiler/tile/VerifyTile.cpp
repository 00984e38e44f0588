// Checks the invariants of README.md.
#include "compiler/hac/HacDialect.h"
#include "compiler/tile/Tile.h"

using namespace mlir;

namespace hac::tile {
#define GEN_PASS_DEF_VERIFYTILE
#include "compiler/tile/Passes.h.inc"

namespace {

struct VerifyTile : impl::VerifyTileBase<VerifyTile> {
  void runOnOperation() override {
    bool ok = true;
    getOperation()->walk([&](Operation *op) {
      if (schedule::GroupAttr group = schedule::groupOf(op))
        ok &= succeeded(checkTileOp(op, group));
      else if (auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(op))
        ok &= succeeded(checkTask(insert));
    });
    if (!ok)
      signalPassFailure();
  }

private:
  static LogicalResult checkTileOp(Operation *op, schedule::GroupAttr group) {
    for (Value value : llvm::concat<Value>(op->getOperands(), op->getResults()))
      if (auto type = dyn_cast<RankedTensorType>(value.getType()))
        if (!type.hasStaticShape())
          return op->emitError("internal: tile-1: expected static tiles, got ") << type;
    if (!op->getParentOfType<scf::ForallOp>())
      return op->emitError("internal: tile-2: group ") << group.getNumber() << " is in no task";
    if (group.getRole() != schedule::Role::Anchor)
      return success();
    auto panel = op->getOperand(1).getDefiningOp<tensor::ExtractSliceOp>();
    auto param = panel ? panel.getSource().getDefiningOp<ParamOp>() : ParamOp();
    if (!param || !param.getPack())
      return op->emitError("internal: tile-3: the second operand is no panel of a packed weight");
    return success();
  }

  /// What a task writes is the slice it took: the value comes from it by inserts and loops.
  static LogicalResult checkTask(tensor::ParallelInsertSliceOp insert) {
    Value value = insert.getSource();
    while (true) {
      if (auto loop = value.getDefiningOp<scf::ForOp>())
        value = loop.getInitArgs()[cast<OpResult>(value).getResultNumber()];
      else if (auto inner = value.getDefiningOp<tensor::InsertSliceOp>())
        value = inner.getDest();
      else
        break;
    }
    auto slice = value.getDefiningOp<tensor::ExtractSliceOp>();
    if (!slice || slice.getSource() != insert.getDest() ||
        slice.getMixedOffsets() != insert.getMixedOffsets() ||
        slice.getMixedSizes() != insert.getMixedSizes())
      return insert.emitError("internal: tile-4: a task writes another slice than it took");
    return success();
  }
};

} // namespace
} // namespace hac::tile
