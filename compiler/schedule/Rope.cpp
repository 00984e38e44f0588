// rope: rows of heads turned in place of plain loops; angles once for all heads.
#include "compiler/schedule/Anchors.h"

namespace hac::schedule {
namespace {

std::optional<std::string> refuse(Operation *op, const Target &) {
  auto rope = cast<RopeOp>(op);
  if (!cast<RankedTensorType>(rope.getX().getType()).getElementType().isF32())
    return "it is not f32";
  if (Value positions = rope.getPositions()) {
    Type element = cast<RankedTensorType>(positions.getType()).getElementType();
    if (!element.isSignlessInteger(32) && !element.isSignedInteger(32) && !element.isSignlessInteger(64) &&
        !element.isSignedInteger(64))
      return "its positions are neither i32 nor i64";
  }
  return std::nullopt;
}

Neighbours neighbours(Operation *, const Target &) { return {.viewsBefore = {"split_heads"}}; }

void decide(GroupOp, const Target &) {}

} // namespace

const Family ropeFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
