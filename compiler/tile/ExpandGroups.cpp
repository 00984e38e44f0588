// Makes the loops of every group.
#include "compiler/tile/Emitter.h"
#include "compiler/tile/Tile.h"

namespace hac::tile {
#define GEN_PASS_DEF_EXPANDGROUPS
#include "compiler/tile/Passes.h.inc"

namespace {

struct ExpandGroups : impl::ExpandGroupsBase<ExpandGroups> {
  using ExpandGroupsBase::ExpandGroupsBase;

  void runOnOperation() override {
    std::optional<Target> target = targetByName(targetName);
    if (!target) {
      getOperation()->emitError("unknown target ") << targetName;
      return signalPassFailure();
    }
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
    StringRef anchor = e.group.getAnchor();
    if (anchor == "pointwise")
      return emitPointwise(e);
    if (anchor == LinearOp::getOperationName().split('.').second)
      return emitLinear(e);
    if (anchor == DirectConvOp::getOperationName().split('.').second)
      return emitConv(e);
    if (anchor == DirectPoolOp::getOperationName().split('.').second)
      return emitPool(e);
    if (anchor == AttentionOp::getOperationName().split('.').second)
      return emitAttention(e);
    return e.group.emitError("internal: no loops for a group around ") << anchor << " [hac-X900]";
  }
};

} // namespace
} // namespace hac::tile
