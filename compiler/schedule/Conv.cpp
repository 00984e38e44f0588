// direct_conv: packed filters, register tiles along an output row.
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/TileChoice.h"
#include "compiler/support/ScheduleDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

namespace hac::schedule {
namespace {

// Channels up to which an input with its channels first is read as it lies: each element is
// broadcast, and a line of memory serves several steps.
constexpr int64_t fewChannels = 8;

std::optional<std::string> refuse(Operation *, const Target &) { return std::nullopt; }

bool isDepthwise(DirectConvOp conv) {
  auto w = cast<RankedTensorType>(conv.getW().getType());
  return conv.getGroups() > 1 && w.getDimSize(1) == 1 &&
         w.getDimSize(0) == int64_t(conv.getGroups());
}

/// The largest of a whole sequence, or of windows side by side that a register tile can hold.
bool takesPool(Operation *, DirectPoolOp pool) {
  auto type = cast<RankedTensorType>(pool.getResult().getType());
  if (type.getRank() != 3 || pool.getKind() != "max")
    return false;
  if (pool.getAdaptive())
    return type.getDimSize(1) == 1;
  int64_t window = pool.getKernelSize()[1];
  return pool.getStride()[1] == window && pool.getPadding()[1] == 0 && pool.getDilation()[1] == 1 &&
         !pool.getRoundsUp() && window <= 4;
}

Neighbours neighbours(Operation *op, const Target &) {
  Neighbours allowed = {.epilogue = true};
  auto conv = cast<DirectConvOp>(op);
  if (!isDepthwise(conv) &&
      cast<RankedTensorType>(conv.getX().getType()).getShape().back() <= fewChannels)
    allowed.viewsBefore = {"permute"};
  if (!isDepthwise(conv))
    allowed.takesPool = takesPool;
  return allowed;
}

/// Heights for rows of `length` positions.  Example: 9 with 8 at most: [5, 4].
SmallVector<int64_t> heightsOf(int64_t length, int64_t tallest) {
  if (ShapedType::isDynamic(length)) {
    SmallVector<int64_t> heights;
    for (; tallest > 0; tallest /= 2)
      heights.push_back(tallest);
    return heights;
  }
  int64_t tiles = std::max<int64_t>(1, llvm::divideCeil(length, tallest));
  int64_t tall = std::max<int64_t>(1, llvm::divideCeil(length, tiles));
  if (length % tiles == 0 || tall == 1)
    return {tall};
  return {tall, tall - 1};
}

DictionaryAttr packOf(Builder &b, ArrayRef<std::array<int64_t, 3>> axes) {
  SmallVector<Attribute> all;
  for (const std::array<int64_t, 3> &axis : axes)
    all.push_back(b.getDenseI64ArrayAttr(axis));
  return b.getDictionaryAttr(b.getNamedAttr("axes", b.getArrayAttr(all)));
}

void decide(GroupOp group, const Target &target) {
  auto conv = cast<DirectConvOp>(group.getAnchorOp());
  auto w = cast<RankedTensorType>(conv.getW().getType());
  auto y = cast<RankedTensorType>(conv.getResult().getType());
  bool depthwise = isDepthwise(conv);
  int64_t rank = w.getRank(), down = conv.getKernelSize()[0], across = conv.getKernelSize()[1];
  int64_t groups = depthwise ? 1 : conv.getGroups();
  int64_t filters = w.getDimSize(0) / groups, channels = w.getDimSize(1);
  int64_t depth = down * across * channels;
  int64_t length = y.getDimSize(y.getRank() - 2);
  bool isRow = y.getRank() == 3;
  if (down * across == 1 && llvm::all_of(conv.getPadding(), [](int64_t p) { return p == 0; }) &&
      llvm::all_of(conv.getStride(), [](int64_t s) { return s == 1; }))
    length = ShapedType::kDynamic; // a linear over all positions of all samples

  TileChoice choice = chooseTile({std::nullopt, filters, depth}, target);
  int64_t columns = choice.columns, tallest = choice.heights.front();
  if (depthwise) { // a row of weights, and an accumulator and an input for each vector
    columns = std::min<int64_t>(2 * target.lanes, llvm::alignTo(filters, target.lanes));
    tallest = target.vectorRegisters / 4;
  }
  int64_t panels = llvm::divideCeil(filters, columns);

  // A task: panels that stay in half of L2 together, rows or positions for about 50 us.
  int64_t panelBytes = 4 * depth * columns;
  int64_t panelsOfTask = std::clamp<int64_t>(target.l2Bytes / 4 / panelBytes, 1, panels);
  double position = 2.0 * double(depth) * double(columns) * double(panelsOfTask);
  int64_t positions =
      std::max<int64_t>(tallest, int64_t(50e-6 * target.flopsPerSecond() / position));
  int64_t rows = 1;
  DirectPoolOp pool;
  for (auto found : group.getBody().getOps<DirectPoolOp>())
    pool = found;
  bool isWhole = pool && pool.getAdaptive(); // a task has all positions of a sample
  bool isSplit = isRow || ShapedType::isDynamic(length) || length > positions;
  if (isSplit) {
    positions = llvm::alignTo(positions, tallest);
  } else {
    rows = std::max<int64_t>(1, positions / std::max<int64_t>(length, 1));
    positions = 0;
  }
  if (isWhole)
    positions = 0;
  SmallVector<int64_t> heights = heightsOf(isSplit ? ShapedType::kDynamic : length, tallest);
  if (pool && !isWhole) { // tiles and tasks of whole windows
    int64_t window = pool.getKernelSize()[1];
    heights = heightsOf(ShapedType::kDynamic, std::max<int64_t>(tallest / window, 1));
    for (int64_t &height : heights)
      height *= window;
    positions = llvm::alignTo(positions, heights.front());
  }
  group->setAttr("conv", ConvAttr::get(group.getContext(), heights, columns, target.lanes, rows,
                                       positions, panelsOfTask));

  Builder b(group.getContext());
  std::array<int64_t, 3> downAxis = {down, 2, 1}, acrossAxis = {across, rank - 1, 1};
  if (rank == 3)
    downAxis = {1, 2, 0}; // one row
  RankedTensorType packed;
  DictionaryAttr pack;
  if (depthwise) {
    int64_t padded = panels * columns;
    packed = RankedTensorType::get({down, across, padded}, w.getElementType());
    pack = packOf(b, {downAxis, acrossAxis, {padded, 0, 1}});
  } else {
    packed = RankedTensorType::get({groups * panels, down, across, channels, columns},
                                   w.getElementType());
    pack = packOf(b, {{groups, 0, filters},
                      {panels, 0, columns},
                      downAxis,
                      acrossAxis,
                      {channels, 1, 1},
                      {columns, 0, 1}});
  }
  packInput(group, inputNumber(group, conv.getW()), packed, pack);
}

} // namespace

const Family convFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
