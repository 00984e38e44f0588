// linear over an f32 parameter: packed panels, register tiles (TileChoice.h).
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/TileChoice.h"
#include "compiler/support/ScheduleDialect.h"

#include "mlir/IR/Builders.h"

namespace hac::schedule {
namespace {

std::optional<std::string> refuse(Operation *op, const Target &) {
  auto linear = cast<LinearOp>(op);
  auto x = cast<RankedTensorType>(linear.getX().getType());
  auto w = cast<RankedTensorType>(linear.getW().getType());
  if (!x.getElementType().isF32())
    return "it is not f32";
  auto param = linear.getW().getDefiningOp<ParamOp>();
  if (!param || param.getPack())
    return "its weight is no parameter, so it cannot be packed ahead";
  if (w.getNumElements() == 0)
    return "its weight is empty";
  return std::nullopt;
}

// Rows of a task that leave most of L2 to the weight.
int64_t rowsInPanel(int64_t columns, const Target &target) {
  return target.l2Bytes / 4 / (4 * std::max<int64_t>(columns, 1));
}

Neighbours neighbours(Operation *op, const Target &target) {
  auto linear = cast<LinearOp>(op);
  auto type = cast<RankedTensorType>(linear.getResult().getType());
  int64_t columns = type.getShape().back(), depth = cast<RankedTensorType>(linear.getW().getType()).getDimSize(1);
  TileChoice choice = chooseTile({constantRows(type), columns, depth}, target);
  return {.epilogue = true, .rowEpilogue = rowsInPanel(columns, target) >= choice.heights.front()};
}

bool hasRowOp(GroupOp group, const Target &target) {
  return llvm::any_of(group.getBody().front(), [&](Operation &op) { return isRowOp(&op, target); });
}

void decide(GroupOp group, const Target &target) {
  auto linear = cast<LinearOp>(group.getAnchorOp());
  auto w = cast<RankedTensorType>(linear.getW().getType());
  int64_t columns = w.getDimSize(0), depth = w.getDimSize(1);
  TileChoice choice = chooseTile(
      {constantRows(cast<RankedTensorType>(linear.getResult().getType())), columns, depth}, target);
  int64_t panels = (columns + choice.columns - 1) / choice.columns;
  if (hasRowOp(group, target)) { // whole rows
    int64_t tallest = choice.heights.front();
    choice.rows = std::min(choice.rows, rowsInPanel(columns, target) / tallest * tallest);
    choice.panels = panels;
  }
  Builder b(group.getContext());
  group->setAttr("tile", TileAttr::get(group.getContext(), choice.heights, choice.columns,
                                       target.lanes, choice.rows, choice.panels));
  auto packed = RankedTensorType::get({panels, depth, choice.columns}, w.getElementType());
  packInput(group, inputNumber(group, linear.getW()), packed,
            b.getDictionaryAttr(b.getNamedAttr("n_tile", b.getI64IntegerAttr(choice.columns))));
}

} // namespace

const Family linearFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
