// Makes the loops of every group.
#include "compiler/support/PassTarget.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Emitter.h"
#include "compiler/tile/Tile.h"

namespace hac::tile {
#define GEN_PASS_DEF_EXPANDGROUPS
#include "compiler/tile/Passes.h.inc"

namespace {

struct ExpandGroups : impl::ExpandGroupsBase<ExpandGroups> {
  using ExpandGroupsBase::ExpandGroupsBase;

  void runOnOperation() override {
    std::optional<Target> target = targetOfPass(getOperation(), targetName);
    if (!target)
      return signalPassFailure();
    SmallVector<GroupOp> groups;
    getOperation()->walk([&](GroupOp group) { groups.push_back(group); });
    for (GroupOp group : groups) {
      Emitter emitter(group, *target);
      if (failed(expand(emitter)))
        return signalPassFailure();
      group.erase();
    }
  }

private:
  static LogicalResult expand(Emitter &e) {
    if (e.group.getAnchor() == "pointwise")
      return emitPointwise(e);
    Operation *anchor = e.group.getAnchorOp();
    if (isa<LinearOp>(anchor))
      return emitLinear(e);
    if (isa<MatmulOp>(anchor))
      return emitMatmul(e);
    if (isa<AttentionOp, AttentionWeightsOp>(anchor))
      return emitAttention(e);
    if (isa<DirectConvOp>(anchor))
      return emitConv(e);
    if (isa<RopeOp>(anchor))
      return emitRope(e);
    if (isa<DirectPoolOp>(anchor))
      return emitPool(e);
    if (schedule::reduceOf(e.group))
      return emitReduction(e);
    if (schedule::rowsOf(e.group))
      return emitRows(e);
    if (isa<PermuteOp, TransposeOp>(anchor))
      return emitTranspose(e);
    if (isa<EmbeddingOp>(anchor)) // rows are gathered as they are read
      return emitPointwise(e);
    return e.group.emitError("internal: no loops for a group around ")
           << e.group.getAnchor() << " [hac-X900]";
  }
};

} // namespace
} // namespace hac::tile
