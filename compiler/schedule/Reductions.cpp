// Sums, means, extremes: over the last axis as rows, over other axes column by column.
#include "compiler/schedule/Anchors.h"
#include "compiler/support/ScheduleDialect.h"

namespace hac::schedule {
namespace {

// Elements that a task reads: some 20 us.
constexpr int64_t elementsPerTask = 16384;
constexpr int64_t columnsPerTask = 128;

ArrayRef<int64_t> axesOf(Operation *op) {
  return op->getAttrOfType<DenseI64ArrayAttr>("axes").asArrayRef();
}

RankedTensorType operandType(Operation *op) {
  return cast<RankedTensorType>(op->getOperand(0).getType());
}

bool isOverLastAxis(Operation *op) {
  ArrayRef<int64_t> axes = axesOf(op);
  return axes.size() == 1 && axes[0] == operandType(op).getRank() - 1;
}

std::optional<std::string> refuse(Operation *op, const Target &) {
  RankedTensorType type = operandType(op);
  ArrayRef<int64_t> axes = axesOf(op);
  if (!type.getElementType().isF32())
    return "it is not f32";
  if (type.getShape() == cast<RankedTensorType>(op->getResult(0).getType()).getShape())
    return "its axes have one element";
  if (axes.empty() || axes.back() - axes.front() + 1 != int64_t(axes.size()))
    return "its axes are no neighbours";
  if (axes.back() == type.getRank() - 1 && axes.size() > 1)
    return "it is over the last axis and others";
  return std::nullopt;
}

Neighbours neighbours(Operation *op, const Target &) {
  bool readsTwice = isa<VarOp, StddevOp, LogsumexpOp>(op); // the operand has to lie in memory
  return {.epilogue = !isOverLastAxis(op), .prologue = !readsTwice, .gathers = !readsTwice};
}

void decide(GroupOp group, const Target &target) {
  Operation *op = group.getAnchorOp();
  RankedTensorType type = operandType(op);
  auto size = [&](int64_t axis, int64_t otherwise) {
    return type.isDynamicDim(axis) ? otherwise : std::max<int64_t>(type.getDimSize(axis), 1);
  };
  int64_t columns = size(type.getRank() - 1, 256), perRow = columns;
  if (!isOverLastAxis(op)) {
    perRow = std::min(columns, columnsPerTask);
    for (int64_t axis : axesOf(op))
      perRow *= size(axis, 64);
  }
  int64_t rows = std::max<int64_t>(elementsPerTask / perRow, 1);
  group->setAttr("reduce", ReduceAttr::get(group.getContext(), target.lanes, rows, columnsPerTask));
}

} // namespace

const Family reductionFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
