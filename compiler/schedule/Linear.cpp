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

Neighbours neighbours(Operation *, const Target &) { return {.epilogue = true}; }

void decide(GroupOp group, const Target &target) {
  auto linear = cast<LinearOp>(group.getAnchorOp());
  auto w = cast<RankedTensorType>(linear.getW().getType());
  int64_t columns = w.getDimSize(0), depth = w.getDimSize(1);
  TileChoice choice = chooseTile(
      {constantRows(cast<RankedTensorType>(linear.getResult().getType())), columns, depth}, target);
  Builder b(group.getContext());
  group->setAttr("tile", TileAttr::get(group.getContext(), choice.heights, choice.columns,
                                       target.lanes, choice.rows, choice.panels));
  int64_t panels = (columns + choice.columns - 1) / choice.columns;
  auto packed = RankedTensorType::get({panels, depth, choice.columns}, w.getElementType());
  packInput(group, inputNumber(group, linear.getW()), packed,
            b.getDictionaryAttr(b.getNamedAttr("n_tile", b.getI64IntegerAttr(choice.columns))));
}

} // namespace

const Family linearFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
