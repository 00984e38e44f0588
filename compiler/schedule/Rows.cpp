// Norms and softmax over the last axis, and gathers of rows.
#include "compiler/schedule/Anchors.h"
#include "compiler/support/ScheduleDialect.h"

namespace hac::schedule {
namespace {

// Elements of a task: some 20 us.
constexpr int64_t elementsPerTask = 16384;

std::optional<std::string> refuse(Operation *op, const Target &) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (!type.getElementType().isF32())
    return "it is not f32";
  if (auto norm = dyn_cast<LayerNormOp>(op); norm && norm.getDims() != 1)
    return "it is over several axes";
  if (auto norm = dyn_cast<RmsNormOp>(op); norm && norm.getDims() != 1)
    return "it is over several axes";
  if (auto axis = op->getAttrOfType<IntegerAttr>("axis"); axis && axis.getInt() != type.getRank() - 1)
    return "it is not over the last axis";
  return std::nullopt;
}

Neighbours neighbours(Operation *, const Target &) {
  return {.epilogue = true, .prologue = true, .gathers = true, .keepsPrologue = true};
}

void decide(GroupOp group, const Target &target) {
  auto type = cast<RankedTensorType>(group.getAnchorOp()->getResult(0).getType());
  int64_t width = type.getShape().back();
  if (ShapedType::isDynamic(width))
    width = 256;
  int64_t rows = std::max<int64_t>(elementsPerTask / std::max<int64_t>(width, 1), 1);
  group->setAttr("rows", RowsAttr::get(group.getContext(), target.lanes, rows));
}

std::optional<std::string> refuseGather(Operation *op, const Target &) {
  return isGatherOfRows(op) ? std::nullopt : std::optional<std::string>("it is not f32");
}

Neighbours aroundGather(Operation *, const Target &) {
  return {.epilogue = true, .gathers = true};
}

void decideGather(GroupOp, const Target &) {}

} // namespace

bool isRowOp(Operation *op, const Target &target) {
  return familyOf(op) == &rowFamily && !refuse(op, target);
}

bool isGatherOfRows(Operation *op) {
  auto gather = dyn_cast<EmbeddingOp>(op);
  // of a table without rows nothing can be read
  bool hasRows = gather && cast<RankedTensorType>(gather.getW().getType()).getDimSize(0) > 0;
  return hasRows && isGroupElement(cast<RankedTensorType>(gather.getIds().getType()).getElementType()) &&
         cast<RankedTensorType>(gather.getResult().getType()).getElementType().isF32();
}

const Family rowFamily = {refuse, neighbours, decide};
const Family gatherFamily = {refuseGather, aroundGather, decideGather, /*isLate=*/true};

} // namespace hac::schedule
