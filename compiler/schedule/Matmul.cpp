// matmul of two activations: the right side is packed by each task, panel by panel.
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/TileChoice.h"
#include "compiler/support/ScheduleDialect.h"

#include "mlir/IR/Builders.h"

#include <algorithm>

namespace hac::schedule {
namespace {

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

std::optional<std::string> refuse(Operation *op, const Target &) {
  auto matmul = cast<MatmulOp>(op);
  RankedTensorType a = typeOf(matmul.getA()), b = typeOf(matmul.getB());
  if (!a.getElementType().isF32())
    return "it is not f32";
  if (a.getShape().back() == 0 || b.getShape().back() == 0)
    return "it is empty";
  return std::nullopt;
}

bool swapsLastAxes(TransposeOp op) {
  int64_t rank = typeOf(op.getX()).getRank(), a = op.getA(), b = op.getB();
  return std::min(a, b) == rank - 2 && std::max(a, b) == rank - 1;
}

Neighbours neighbours(Operation *op, const Target &) {
  bool readable = llvm::all_of(op->getOperands(), [](Value operand) {
    auto transpose = operand.getDefiningOp<TransposeOp>();
    return !transpose || swapsLastAxes(transpose);
  });
  Neighbours allowed{.epilogue = true};
  if (readable)
    allowed.viewsBefore = {"transpose"};
  return allowed;
}

// A panel is packed once for the rows of a task: 128 make it 2 % of the work. More where one core
// would be done sooner than in 50 us.
constexpr int64_t fewestRows = 128, mostRows = 512, flopsOfTask = 6'000'000;
// Where a size is known at run time only.
constexpr int64_t usualColumns = 384, usualDepth = 256;

void decide(GroupOp group, const Target &target) {
  auto matmul = cast<MatmulOp>(group.getAnchorOp());
  int64_t rows = typeOf(matmul.getResult()).getShape().end()[-2], columns = typeOf(matmul.getResult()).getShape().back();
  int64_t depth = typeOf(matmul.getA()).getShape().back();
  auto known = [](int64_t size, int64_t usual) { return ShapedType::isDynamic(size) ? usual : size; };
  TileChoice choice = chooseTile({std::nullopt, known(columns, usualColumns), known(depth, usualDepth)}, target);
  int64_t tallest = choice.heights.front();
  int64_t wanted = flopsOfTask / (2 * choice.columns * known(depth, usualDepth));
  wanted = std::min(std::clamp(wanted, fewestRows, mostRows), known(rows, mostRows));
  wanted = std::max<int64_t>(1, (wanted + tallest - 1) / tallest) * tallest;
  group->setAttr("tile", TileAttr::get(group.getContext(), choice.heights, choice.columns, target.lanes, wanted, 1));
}

} // namespace

const Family matmulFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
