// attention: which blocks of keys the mask of each group of heads allows, and tiles that suit them.
#include "compiler/hac/AttentionArgs.h"
#include "compiler/hac/Dims.h"
#include "compiler/schedule/Anchors.h"
#include "compiler/schedule/MaskSets.h"
#include "compiler/support/ScheduleDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace hac::schedule {
namespace {

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

bool isIndexElement(Type element) {
  return element.isSignlessInteger(32) || element.isSignedInteger(32) ||
         element.isSignlessInteger(64) || element.isSignedInteger(64);
}

/// A size may be 0 at run time: no index into it can be clamped.
bool canBeEmpty(Value tensor) {
  auto func = tensor.getParentRegion()->getParentOfType<func::FuncOp>();
  SmallVector<Interval> bounds;
  for (BlockArgument arg : func.getArguments())
    if (isa<IndexType>(arg.getType()))
      bounds.push_back(boundsOfSymbol(func, arg.getArgNumber()));
  return llvm::any_of(dimsOf(typeOf(tensor)), [&](AffineExpr dim) { return rangeOfDim(dim, bounds).lo < 1; });
}

std::optional<std::string> refuse(Operation *op, const Target &) {
  AttentionArgs attention = attentionArgsOf(op);
  if (!typeOf(attention.q).getElementType().isF32())
    return "it is not f32";
  for (Value operand : {attention.q, attention.v})
    if (typeOf(operand).getDimSize(3) < 1)
      return "its heads are empty";
  if (typeOf(attention.q).getDimSize(1) < 1)
    return "it has no heads";
  if (Value start = attention.start; start && !isIndexElement(typeOf(start).getElementType()))
    return "q_start is neither i32 nor i64";
  for (Value read : attention.reads) {
    Type element = typeOf(read).getElementType();
    if (!element.isF32() && !isIndexElement(element))
      return "a mask or score reads a tensor that is neither f32 nor i32 nor i64";
    if (canBeEmpty(read))
      return "a mask or score reads a tensor that may be empty";
    if (read.getDefiningOp<SplitHeadsOp>())
      return "a mask or score reads heads that were split";
  }
  return std::nullopt;
}

Neighbours neighbours(Operation *, const Target &) {
  return {.viewsBefore = {"split_heads"}, .viewsAfter = {"merge_heads"}};
}

// Registers: rows x vectors of accumulators, one row of the right side, one element of the left.
struct MicroTile {
  int64_t rows, columns;
};
MicroTile microTile(const Target &target) {
  return target.vectorRegisters >= 32 ? MicroTile{8, 2 * target.lanes} : MicroTile{4, 2 * target.lanes};
}

int64_t roundUp(int64_t x, int64_t y) { return (x + y - 1) / y * y; }
int64_t roundDown(int64_t x, int64_t y) { return x / y * y; }

// A window narrower than this is better served by narrow tiles.
constexpr int64_t narrowWidth = 768;

HeadsAttr headsAttr(MLIRContext *context, int64_t queries, int64_t keys, int64_t block, int64_t chunk,
                    const MaskSets &sets) {
  Builder b(context);
  SmallVector<Attribute> anyOf;
  for (IntegerSet set : sets.anyOf)
    anyOf.push_back(IntegerSetAttr::get(set));
  return HeadsAttr::get(context, queries, keys, block, chunk, b.getArrayAttr(anyOf), b.getDenseI64ArrayAttr(sets.symbols),
                        sets.exact);
}

HeadsAttr decideHeads(MLIRContext *context, const AttentionArgs &op, const MaskSets &sets, const Target &target) {
  MicroTile tile = microTile(target);
  int64_t headSize = typeOf(op.q).getDimSize(3), valueSize = typeOf(op.v).getDimSize(3);
  int64_t share = op.share();
  int64_t length = typeOf(op.k).getDimSize(2), queryCount = typeOf(op.q).getDimSize(2);
  std::optional<int64_t> width = boundedWidth(sets);
  bool isNarrow = width && *width <= narrowWidth;
  int64_t keys = roundUp(isNarrow ? 32 : 128, tile.columns);
  int64_t queries = isNarrow ? (*width <= 64 ? 16 : 32) : 64;
  if (!ShapedType::isDynamic(length))
    keys = std::min(keys, roundUp(std::max<int64_t>(length, 1), tile.columns));
  if (!ShapedType::isDynamic(queryCount))
    queries = std::min(queries, roundUp(std::max<int64_t>(queryCount, 1), tile.rows));
  // Packing is shared by the rows of a task: 256 make it 5 % of the work.
  int64_t block = roundUp(std::max<int64_t>(queries, 256 / std::min<int64_t>(share, 4)), queries);
  if (!ShapedType::isDynamic(queryCount))
    block = std::min(block, roundUp(std::max<int64_t>(queryCount, 1), queries));
  // Packed keys and values fill a quarter of L2.
  int64_t bytesPerKey = 4 * (headSize + roundUp(valueSize, tile.columns));
  int64_t chunk = std::clamp<int64_t>(roundDown(target.l2Bytes / 4 / bytesPerKey, keys), keys, 16 * keys);
  if (!ShapedType::isDynamic(length))
    chunk = std::min(chunk, roundUp(std::max<int64_t>(length, 1), keys));
  if (isNarrow) // as many as a block of queries can see
    chunk = std::min(chunk, roundUp(block + *width + keys, keys));
  return headsAttr(context, queries, keys, block, chunk, sets);
}

// A token against its cache. With more rows than these, packing the keys pays.
constexpr int64_t mostDecodeQueries = 4, mostDecodeRows = 32;
constexpr int64_t keysOfChunk = 512, keysOfTile = 64;

/// Whether keys are read once, for the queries of all heads that share them.
bool isDecode(Operation *op, const AttentionArgs &args) {
  int64_t queries = typeOf(args.q).getDimSize(2);
  return isa<AttentionOp>(op) && !ShapedType::isDynamic(queries) && queries >= 1 && queries <= mostDecodeQueries &&
         queries * args.share() <= mostDecodeRows;
}

HeadsAttr decideDecode(MLIRContext *context, const AttentionArgs &op, const MaskSets &sets, const Target &target) {
  int64_t rows = typeOf(op.q).getDimSize(2) * op.share(), length = typeOf(op.k).getDimSize(2), keys = keysOfTile;
  if (!ShapedType::isDynamic(length))
    keys = std::min(keys, roundUp(std::max<int64_t>(length, 1), target.lanes));
  return headsAttr(context, rows, keys, rows, roundUp(keysOfChunk, keys), sets);
}

/// What each chunk of keys leaves of each query: outputs, then maximum and sum.
RankedTensorType partsType(GroupOp group, const AttentionArgs &op, int64_t chunk, const Target &target) {
  SmallVector<AffineExpr> dims = dimsOf(typeOf(op.q));
  dims.back() = ceilDivDim(dimsOf(typeOf(op.k))[2], chunk);
  int64_t width = roundUp(typeOf(op.v).getDimSize(3), target.lanes) + target.lanes;
  dims.push_back(getAffineConstantExpr(width, group.getContext()));
  auto func = group->getParentOfType<func::FuncOp>();
  return tensorOf(dims, typeOf(op.q).getElementType(),
                  llvm::count_if(func.getArgumentTypes(), [](Type type) { return isa<IndexType>(type); }));
}

void decide(GroupOp group, const Target &target) {
  AttentionArgs op = attentionArgsOf(group.getAnchorOp());
  MLIRContext *context = group.getContext();
  bool decode = isDecode(group.getAnchorOp(), op);
  SmallVector<HeadsAttr> heads;
  for (auto [i, mask] : llvm::enumerate(op.masks)) {
    std::optional<Tape> tape;
    if (auto words = dyn_cast<TapeAttr>(mask))
      tape = decodeTape(words.getWords());
    MaskSets sets = maskSets(tape ? &*tape : nullptr, context);
    if (!sets.exact)
      group.emitRemark("the mask of head group ")
          << i << " is evaluated for every pair that its linear part allows";
    heads.push_back(decode ? decideDecode(context, op, sets, target) : decideHeads(context, op, sets, target));
  }
  if (!decode) {
    MicroTile tile = microTile(target);
    group->setAttr("attn", AttnAttr::get(context, tile.rows, tile.columns, target.lanes, heads));
    return;
  }
  group->setAttr("decode", DecodeAttr::get(context, target.lanes, heads));
  int64_t chunk = heads.front().getChunk(), length = typeOf(op.k).getDimSize(2);
  if (ShapedType::isDynamic(length) || length > chunk)
    addWorkspace(group, partsType(group, op, chunk, target));
}

} // namespace

const Family attentionFamily = {refuse, neighbours, decide};

} // namespace hac::schedule
