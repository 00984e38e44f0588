// Static packing of all buffers into one arena whose size is a formula of the symbols.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"
#include "compiler/support/BufferUses.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/MapVector.h"
#include <numeric>

namespace hac {
#define GEN_PASS_DEF_PLANARENA
#include "compiler/bufferize/Passes.h.inc"

using namespace mlir;

namespace {

struct Buffer {
  memref::AllocOp alloc;
  SmallVector<AffineExpr> sizes; // dynamic ones
  int64_t factor;                // bytes = factor * unit
  int64_t first, last;           // operations of the function's block, inclusive
  int64_t offset = 0;   // in units
};

// A region holds buffers of one unit.  Example: unit s0 * s1 (batch * seq), factor 4 * 384.
// Offsets must be multiples of 64 bytes: either the unit is rounded up to 64, which suits small
// factors, or each factor is, which costs a large one nothing.
struct Region {
  AffineExpr unit;
  bool roundUnit;
  SmallVector<Buffer> buffers;
  int64_t height = 0; // in units
};

class Planner {
public:
  Planner(func::FuncOp func, bool apart) : func(func), apart(apart), b(func.getContext()) {
    for (BlockArgument arg : func.getArguments())
      if (isa<IndexType>(arg.getType()))
        symbols.push_back(arg);
  }

  LogicalResult run();

private:
  AffineExpr sizeExpr(Value size);
  std::pair<int64_t, int64_t> lifetime(memref::AllocOp alloc, const DenseMap<Operation *, int64_t> &order);
  LogicalResult collect();
  void pack(Region &region);
  AffineMap livePeaks();

  func::FuncOp func;
  bool apart;
  OpBuilder b;
  SmallVector<Value> symbols;
  // By unit, and whether the unit is rounded up (see Region).
  llvm::MapVector<std::pair<AffineExpr, unsigned>, Region> regions;
};

// A size at run time as an expression of the symbols; null if it is none.
AffineExpr Planner::sizeExpr(Value size) {
  if (auto it = llvm::find(symbols, size); it != symbols.end())
    return b.getAffineSymbolExpr(unsigned(it - symbols.begin()));
  if (auto constant = getConstantIntValue(size))
    return b.getAffineConstantExpr(*constant);
  Operation *op = size.getDefiningOp();
  if (auto apply = dyn_cast_or_null<affine::AffineApplyOp>(op)) {
    SmallVector<AffineExpr> operands;
    for (Value operand : apply.getOperands()) {
      operands.push_back(sizeExpr(operand));
      if (!operands.back())
        return {};
    }
    AffineMap map = apply.getAffineMap();
    ArrayRef<AffineExpr> all(operands);
    return map.getResult(0).replaceDimsAndSymbols(all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
  }
  if (isa_and_nonnull<arith::AddIOp, arith::MulIOp, arith::SubIOp>(op)) {
    AffineExpr x = sizeExpr(op->getOperand(0)), y = sizeExpr(op->getOperand(1));
    if (!x || !y)
      return {};
    return isa<arith::AddIOp>(op) ? x + y : isa<arith::SubIOp>(op) ? x - y : x * y;
  }
  if (auto dim = dyn_cast_or_null<memref::DimOp>(op)) {
    auto index = dim.getConstantIndex();
    if (auto view = dim.getSource().getDefiningOp<memref::ViewOp>(); view && index)
      return sizeExpr(view.getDynamicSizes()[view.getType().getDynamicDimIndex(*index)]);
    if (auto alloc = dim.getSource().getDefiningOp<memref::AllocOp>(); alloc && index)
      return sizeExpr(alloc.getDynamicSizes()[alloc.getType().getDynamicDimIndex(*index)]);
  }
  return {};
}

// First and last operation of the function's block that can touch the buffer.
std::pair<int64_t, int64_t> Planner::lifetime(memref::AllocOp alloc, const DenseMap<Operation *, int64_t> &order) {
  int64_t first = std::numeric_limits<int64_t>::max(), last = -1;
  for (Operation *user : usersInBlock(alloc.getResult(), &func.getBody().front())) {
    first = std::min(first, order.lookup(user));
    last = std::max(last, order.lookup(user));
  }
  return {first, last};
}

LogicalResult Planner::collect() {
  DenseMap<Operation *, int64_t> order;
  for (auto [i, op] : llvm::enumerate(func.getBody().front()))
    order[&op] = int64_t(i);
  SmallVector<memref::AllocOp> allocs;
  func.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
  for (memref::AllocOp alloc : allocs) {
    MemRefType type = alloc.getType();
    SmallVector<AffineExpr> sizes;
    int64_t elements = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    AffineExpr bytes = b.getAffineConstantExpr(elements);
    for (int64_t size : type.getShape())
      if (!ShapedType::isDynamic(size))
        bytes = bytes * size;
    for (Value size : alloc.getDynamicSizes()) {
      AffineExpr expr = sizeExpr(size);
      if (!expr)
        return alloc.emitError("internal: the size of a buffer is no function of the symbols [hac-X900]");
      bytes = mulDims(bytes, expr);
      sizes.push_back(expr);
    }
    // bytes = factor * unit, factor as large as possible; a constant size is factor * 1.
    bytes = normalizeDim(bytes);
    int64_t factor = std::max<int64_t>(1, bytes.getLargestKnownDivisor());
    AffineExpr unit = b.getAffineConstantExpr(1);
    if (auto constant = dyn_cast<AffineConstantExpr>(bytes))
      factor = std::max<int64_t>(1, constant.getValue());
    else
      unit = floorDivDim(bytes, factor);
    auto [first, last] = lifetime(alloc, order);
    if (last < 0) {
      alloc.erase();
      continue;
    }
    bool roundUnit = !isa<AffineConstantExpr>(unit) && factor < 512;
    if (!roundUnit)
      factor = llvm::alignTo(factor, 64);
    Region &region = regions[{unit, unsigned(roundUnit)}];
    region.unit = unit;
    region.roundUnit = roundUnit;
    region.buffers.push_back({alloc, std::move(sizes), factor, first, last});
  }
  return success();
}

// Larger buffers first, each at the lowest offset that is free of its contemporaries.
void Planner::pack(Region &region) {
  SmallVector<Buffer *> bySize;
  for (Buffer &buffer : region.buffers)
    bySize.push_back(&buffer);
  llvm::sort(bySize, [](Buffer *x, Buffer *y) { // ties in order of the program
    return std::make_pair(-x->factor, x) < std::make_pair(-y->factor, y);
  });
  SmallVector<Buffer *> placed;
  for (Buffer *buffer : bySize) {
    SmallVector<Buffer *> contemporaries;
    for (Buffer *other : placed)
      if (other->first <= buffer->last && buffer->first <= other->last)
        contemporaries.push_back(other);
    llvm::sort(contemporaries, [](Buffer *x, Buffer *y) { return x->offset < y->offset; });
    for (Buffer *other : contemporaries)
      if (other->offset < buffer->offset + buffer->factor)
        buffer->offset = std::max(buffer->offset, other->offset + other->factor);
    placed.push_back(buffer);
    region.height = std::max(region.height, buffer->offset + buffer->factor);
  }
}

// A moment counts if no other one has as much of every unit.
AffineMap Planner::livePeaks() {
  std::vector<std::vector<int64_t>> moments; // units in use, by region
  for (auto &[key, region] : regions)
    for (const Buffer &begun : region.buffers) {
      std::vector<int64_t> live;
      for (auto &[otherKey, other] : regions) {
        int64_t units = 0;
        for (const Buffer &buffer : other.buffers)
          if (buffer.first <= begun.first && begun.first <= buffer.last)
            units += buffer.factor;
        live.push_back(units);
      }
      auto covers = [](const std::vector<int64_t> &a, const std::vector<int64_t> &b) {
        return llvm::all_of(llvm::zip(a, b), [](auto pair) { return std::get<0>(pair) >= std::get<1>(pair); });
      };
      if (llvm::any_of(moments, [&](const auto &known) { return covers(known, live); }))
        continue;
      llvm::erase_if(moments, [&](const auto &known) { return covers(live, known); });
      moments.push_back(std::move(live));
    }
  SmallVector<AffineExpr> peaks;
  for (const std::vector<int64_t> &live : moments) {
    AffineExpr bytes = getAffineConstantExpr(0, func.getContext());
    for (auto [entry, units] : llvm::zip(regions, live))
      bytes = bytes + entry.second.unit * units;
    peaks.push_back(bytes);
  }
  return AffineMap::get(0, unsigned(symbols.size()), peaks, func.getContext());
}

LogicalResult Planner::run() {
  if (failed(collect()))
    return failure();
  AffineExpr end = b.getAffineConstantExpr(0);
  unsigned count = symbols.size();
  Value arena = func.getArgument(1);
  for (auto &[key, region] : regions) {
    AffineExpr unit = region.roundUnit ? (region.unit + 63).floorDiv(64) * 64 : region.unit;
    if (!apart)
      pack(region);
    for (Buffer &buffer : region.buffers) {
      // A buffer of a loop's body is the same one in every iteration: nothing of it is yielded.
      b.setInsertionPoint(func.getBody().front().findAncestorOpInBlock(*buffer.alloc));
      Location loc = buffer.alloc.getLoc();
      auto apply = [&](AffineExpr e) -> Value {
        return affine::AffineApplyOp::create(b, loc, AffineMap::get(0, count, e), symbols);
      };
      Value offset = apply(end + unit * buffer.offset);
      SmallVector<Value> sizes = llvm::map_to_vector(buffer.sizes, apply);
      Value view = memref::ViewOp::create(b, loc, buffer.alloc.getType(), arena, offset, sizes);
      buffer.alloc.replaceAllUsesWith(view);
      buffer.alloc.erase();
      if (apart)
        end = end + unit * buffer.factor + redZoneBytes;
    }
    end = end + unit * region.height;
  }
  func->setAttr(HacDialect::liveAttrName, AffineMapAttr::get(livePeaks()));
  func->setAttr(HacDialect::arenaAttrName, AffineMapAttr::get(AffineMap::get(0, count, end)));
  return success();
}

struct PlanArena : impl::PlanArenaBase<PlanArena> {
  using PlanArenaBase::PlanArenaBase;

  void runOnOperation() override {
    if (failed(Planner(getOperation(), apart).run()))
      signalPassFailure();
  }
};

} // namespace
} // namespace hac
