// permute and transpose that move the last axis: copies in square blocks.
#include "compiler/schedule/Anchors.h"

#include "llvm/ADT/SmallVectorExtras.h"

namespace hac::schedule {
namespace {

/// Result axis i is input axis order[i].
SmallVector<int64_t> orderOf(Operation *op) {
  if (auto permute = dyn_cast<PermuteOp>(op))
    return llvm::to_vector(permute.getAxes());
  auto transpose = cast<TransposeOp>(op);
  int64_t rank = cast<RankedTensorType>(op->getResult(0).getType()).getRank();
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  auto axis = [&](int64_t a) { return a < 0 ? a + rank : a; };
  std::swap(order[axis(transpose.getA())], order[axis(transpose.getB())]);
  return order;
}

/// Leading axes stay; the others are two runs that change places.
/// Example: [0, 2, 3, 1] is [n, (c), (h, w)] -> [n, (h, w), (c)].
bool swapsTwoRuns(ArrayRef<int64_t> order) {
  int64_t rank = order.size(), first = 0;
  while (first < rank && order[first] == first)
    ++first;
  if (first == rank)
    return false;
  int64_t length = rank - first, shift = order[first] - first;
  for (int64_t i = 0; i < length; ++i)
    if (order[first + i] != first + (i + shift) % length)
      return false;
  return true;
}

std::optional<std::string> refuse(Operation *op, const Target &) {
  Type element = cast<RankedTensorType>(op->getResult(0).getType()).getElementType();
  if (!isGroupElement(element))
    return "its elements are not f32 or i32";
  if (!swapsTwoRuns(orderOf(op)))
    return "its axes do not swap two runs";
  return std::nullopt;
}

Neighbours neighbours(Operation *, const Target &) { return {}; }

void decide(GroupOp group, const Target &) {
  Operation *op = group.getAnchorOp();
  Builder b(op);
  group->setAttr("order", b.getDenseI64ArrayAttr(orderOf(op)));
}

} // namespace

const Family transposeFamily = {refuse, neighbours, decide, /*isLate=*/true};

} // namespace hac::schedule
