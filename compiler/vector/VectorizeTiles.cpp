// Turns the register tiles of tile/ into vectors: the k loop carries the whole tile as one value,
// the epilogue is plain arithmetic on it, and one transfer writes it.
#include "compiler/support/ScheduleDialect.h"
#include "compiler/vector/Vector.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hac::vector {
#define GEN_PASS_DEF_VECTORIZETILES
#include "compiler/vector/Passes.h.inc"

namespace {

using linalg::GenericOp;

/// Where a tile's tensor really lies: slices are looked through.
struct Place {
  Value tensor;
  SmallVector<Value> indices; // of the tile's first element
  SmallVector<int64_t> dims;  // for each dimension of the tile, that of `tensor`
};

class TileVectorizer {
public:
  explicit TileVectorizer(GenericOp op) : b(op), loc(op.getLoc()) {}

  /// The tile as a vector: in registers already, or read.
  using Tiles = llvm::SmallDenseMap<Value, Value>;

  Value contraction(GenericOp op) {
    auto type = cast<RankedTensorType>(op.getResult(0).getType());
    int64_t height = type.getDimSize(0), width = type.getDimSize(1);
    Value a = op.getDpsInputs()[0], w = op.getDpsInputs()[1];
    int64_t depth = cast<RankedTensorType>(a.getType()).getDimSize(1);
    auto vectorType = VectorType::get(type.getShape(), b.getF32Type());
    Place aPlace = placeOf(a), wPlace = placeOf(w);
    Value zeros = arith::ConstantOp::create(b, loc, b.getZeroAttr(vectorType));
    auto loop = scf::ForOp::create(b, loc, index(0), index(depth), index(1), zeros,
                                   [&](OpBuilder &, Location, Value k, ValueRange acc) {
                                     Value column = read(shifted(aPlace, 1, k), {height, 1});
                                     Value row = read(shifted(wPlace, 0, k), {1, width});
                                     scf::YieldOp::create(b, loc, multiplyAdd(column, row, acc[0]));
                                   });
    return loop.getResult(0);
  }

  Value elementwise(GenericOp op, const Tiles &tiles) {
    auto type = cast<RankedTensorType>(op.getResult(0).getType());
    IRMapping map;
    for (OpOperand *input : op.getDpsInputOperands())
      map.map(op.getMatchingBlockArgument(input), operand(op, input, type.getShape(), tiles));
    for (Operation &inner : op.getBody()->without_terminator())
      map.map(inner.getResult(0), onTile(inner, map, type.getShape()));
    return splat(map.lookupOrDefault(op.getBody()->getTerminator()->getOperand(0)),
                 type.getShape());
  }

  /// Writes the tile where the insert_slice puts it. Returns the tensor after that.
  Value write(tensor::InsertSliceOp insert, Value tile) {
    SmallVector<Value> indices = getValueOrCreateConstantIndexOp(b, loc, insert.getMixedOffsets());
    auto map = AffineMap::getMultiDimIdentityMap(2, b.getContext());
    return mlir::vector::TransferWriteOp::create(b, loc, tile, insert.getDest(), indices, map,
                                                 ArrayRef<bool>{true, true})
        .getResult();
  }

  void setInsertionPoint(Operation *op) { b.setInsertionPoint(op); }

private:
  Value index(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }

  Place placeOf(Value tile) {
    auto slice = tile.getDefiningOp<tensor::ExtractSliceOp>();
    int64_t rank = cast<RankedTensorType>(tile.getType()).getRank();
    if (!slice || !slice.hasUnitStride())
      return {tile, SmallVector<Value>(rank, index(0)),
              llvm::to_vector(llvm::seq<int64_t>(0, rank))};
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    SmallVector<int64_t> dims;
    for (int64_t i = 0; i < int64_t(dropped.size()); ++i)
      if (!dropped[i])
        dims.push_back(i);
    return {slice.getSource(), getValueOrCreateConstantIndexOp(b, loc, slice.getMixedOffsets()),
            dims};
  }

  Place shifted(Place place, int64_t dim, Value by) {
    Value &position = place.indices[place.dims[dim]];
    position = isZeroInteger(position) ? by : b.createOrFold<arith::AddIOp>(loc, position, by);
    return place;
  }

  static bool isZeroInteger(Value value) { return matchPattern(value, m_Zero()); }

  /// Reads a tile of this shape; `tileDims[i]` is the place's dimension along tile dimension i, or
  /// -1 to repeat one element.
  Value read(const Place &place, ArrayRef<int64_t> shape, ArrayRef<int64_t> tileDims = {0, 1}) {
    int64_t rank = cast<RankedTensorType>(place.tensor.getType()).getRank();
    SmallVector<AffineExpr> exprs;
    for (int64_t dim : tileDims)
      exprs.push_back(dim < 0 ? b.getAffineConstantExpr(0) : b.getAffineDimExpr(place.dims[dim]));
    Type element = getElementTypeOrSelf(place.tensor.getType());
    Value padding = arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
    return mlir::vector::TransferReadOp::create(
        b, loc, VectorType::get(shape, element), place.tensor, place.indices, padding,
        AffineMap::get(rank, 0, exprs, b.getContext()), SmallVector<bool>(shape.size(), true));
  }

  Value multiplyAdd(Value column, Value row, Value acc) {
    AffineExpr m, n, k;
    bindDims(b.getContext(), m, n, k);
    SmallVector<AffineMap> maps = {AffineMap::get(3, 0, {m, k}, b.getContext()),
                                   AffineMap::get(3, 0, {k, n}, b.getContext()),
                                   AffineMap::get(3, 0, {m, n}, b.getContext())};
    SmallVector<mlir::vector::IteratorType> loops = {mlir::vector::IteratorType::parallel,
                                                     mlir::vector::IteratorType::parallel,
                                                     mlir::vector::IteratorType::reduction};
    SmallVector<Attribute> kinds = llvm::map_to_vector(loops, [&](auto kind) -> Attribute {
      return mlir::vector::IteratorTypeAttr::get(b.getContext(), kind);
    });
    return mlir::vector::ContractionOp::create(
        b, loc, column, row, acc, b.getAffineMapArrayAttr(maps), b.getArrayAttr(kinds));
  }

  Value operand(GenericOp op, OpOperand *input, ArrayRef<int64_t> shape, const Tiles &tiles) {
    Value value = input->get();
    if (auto inRegisters = tiles.find(value); inRegisters != tiles.end())
      return inRegisters->second;
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type)
      return splat(value, shape);
    if (type.getRank() == 0)
      return splat(tensor::ExtractOp::create(b, loc, value, ValueRange()), shape);
    SmallVector<int64_t> tileDims(shape.size(), -1);
    for (auto [i, expr] : llvm::enumerate(op.getMatchingIndexingMap(input).getResults()))
      tileDims[cast<AffineDimExpr>(expr).getPosition()] = i;
    return read(placeOf(value), shape, tileDims);
  }

  Value splat(Value value, ArrayRef<int64_t> shape) {
    if (isa<VectorType>(value.getType()))
      return value;
    auto type = VectorType::get(shape, value.getType());
    Attribute constant;
    if (matchPattern(value, m_Constant(&constant)))
      return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(type, constant));
    return mlir::vector::BroadcastOp::create(b, loc, type, value);
  }

  Value onTile(Operation &op, IRMapping &map, ArrayRef<int64_t> shape) {
    if (op.hasTrait<OpTrait::ConstantLike>())
      return splat(b.clone(op)->getResult(0), shape);
    OperationState state(op.getLoc(), op.getName());
    for (Value operand : op.getOperands())
      state.addOperands(splat(map.lookupOrDefault(operand), shape));
    state.addTypes(VectorType::get(shape, op.getResult(0).getType()));
    state.addAttributes(op.getAttrs());
    return b.create(state)->getResult(0);
  }

  OpBuilder b;
  Location loc;
};

struct VectorizeTiles : impl::VectorizeTilesBase<VectorizeTiles> {
  void runOnOperation() override {
    SmallVector<GenericOp> ops;
    getOperation()->walk([&](GenericOp op) {
      if (schedule::groupOf(op))
        ops.push_back(op);
    });
    TileVectorizer::Tiles tiles;
    for (GenericOp op : ops) {
      TileVectorizer vectorizer(op);
      bool isAnchor = schedule::groupOf(op).getRole() == schedule::Role::Anchor;
      Value result = op.getResult(0);
      tiles[result] = isAnchor ? vectorizer.contraction(op) : vectorizer.elementwise(op, tiles);
      for (Operation *user : llvm::make_early_inc_range(result.getUsers()))
        if (auto insert = dyn_cast<tensor::InsertSliceOp>(user)) {
          vectorizer.setInsertionPoint(insert);
          insert.getResult().replaceAllUsesWith(vectorizer.write(insert, tiles[result]));
          insert.erase();
        }
    }
    for (GenericOp op : llvm::reverse(ops))
      eraseWithUnusedOperands(op);
  }

private:
  /// The op, and the slices, zeros and empty tensors that only it used.
  static void eraseWithUnusedOperands(Operation *op) {
    SmallVector<Value> operands(op->getOperands());
    op->erase();
    for (Value operand : operands) {
      Operation *source = operand.getDefiningOp();
      if (source && isa<tensor::ExtractSliceOp, tensor::EmptyOp, linalg::FillOp>(source) &&
          source->use_empty())
        eraseWithUnusedOperands(source);
    }
  }
};

} // namespace
} // namespace hac::vector
