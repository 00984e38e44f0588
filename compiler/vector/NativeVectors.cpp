// Splits register tiles into vectors of the machine's width.
#include "compiler/vector/Vector.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace hac::vector {
#define GEN_PASS_DEF_NATIVEVECTORS
#include "compiler/vector/Passes.h.inc"

namespace {

/// How a register tile, a vector of rank 2, lies in native vectors: row by row, each row in
/// `vectors` of them. A tile of one column is a scalar per row.
struct Layout {
  int64_t rows, columns, lanes;
  Type element;

  Layout(VectorType tile, int64_t lanes)
      : rows(tile.getDimSize(0)), columns(tile.getDimSize(1)), lanes(lanes),
        element(tile.getElementType()) {}
  bool isScalar() const { return columns == 1; }
  int64_t vectors() const { return isScalar() ? 1 : (columns + lanes - 1) / lanes; }
  int64_t count() const { return rows * vectors(); }
  /// Columns that the j-th vector of a row holds; the rest of its lanes mean nothing.
  int64_t valid(int64_t j) const { return std::min(lanes, columns - j * lanes); }
  Type native() const { return isScalar() ? element : Type(VectorType::get({lanes}, element)); }
};

bool isTile(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector && vector.getRank() == 2 && !vector.isScalable();
}

template <class Op> struct TilePattern : OpConversionPattern<Op> {
  TilePattern(const TypeConverter &converter, MLIRContext *context, int64_t lanes)
      : OpConversionPattern<Op>(converter, context), lanes(lanes) {}
  using OneToNOpAdaptor = typename OpConversionPattern<Op>::OneToNOpAdaptor;
  Layout layoutOf(Type tile) const { return Layout(cast<VectorType>(tile), lanes); }
  int64_t lanes;
};

struct SplitConstant : TilePattern<arith::ConstantOp> {
  using TilePattern::TilePattern;
  LogicalResult matchAndRewrite(arith::ConstantOp op, OneToNOpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto splat = dyn_cast<SplatElementsAttr>(op.getValue());
    if (!isTile(op.getType()) || !splat)
      return rewriter.notifyMatchFailure(op, "no tile with one value everywhere");
    Layout layout = layoutOf(op.getType());
    auto scalar = splat.getSplatValue<TypedAttr>();
    TypedAttr value = scalar;
    if (auto native = dyn_cast<VectorType>(layout.native()))
      value = DenseElementsAttr::get(native, Attribute(scalar));
    Value made = arith::ConstantOp::create(rewriter, op.getLoc(), value);
    rewriter.replaceOpWithMultiple(op, {SmallVector<Value>(layout.count(), made)});
    return success();
  }
};

struct SplitBroadcast : TilePattern<mlir::vector::BroadcastOp> {
  using TilePattern::TilePattern;
  LogicalResult matchAndRewrite(mlir::vector::BroadcastOp op, OneToNOpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isTile(op.getType()) || isa<VectorType>(op.getSourceType()))
      return rewriter.notifyMatchFailure(op, "not a scalar on a tile");
    Layout layout = layoutOf(op.getType());
    Value made = op.getSource();
    if (!layout.isScalar())
      made = mlir::vector::BroadcastOp::create(rewriter, op.getLoc(), layout.native(), made);
    rewriter.replaceOpWithMultiple(op, {SmallVector<Value>(layout.count(), made)});
    return success();
  }
};

/// For transfers: which dimension of the memref runs along rows and columns of the tile, -1 for
/// none.
struct Walk {
  int64_t rowDim, columnDim;
  static std::optional<Walk> of(VectorTransferOpInterface op) {
    auto dimAt = [&](unsigned i) -> int64_t {
      auto dim = dyn_cast<AffineDimExpr>(op.getPermutationMap().getResult(i));
      return dim ? int64_t(dim.getPosition()) : -1;
    };
    Walk walk = {dimAt(0), dimAt(1)};
    int64_t last = op.getShapedType().getRank() - 1;
    bool contiguous =
        walk.columnDim == last || walk.columnDim == -1 || op.getVectorType().getDimSize(1) == 1;
    if (op.getMask() || op.hasOutOfBoundsDim() || !contiguous ||
        !isa<MemRefType>(op.getShapedType()))
      return std::nullopt;
    return walk;
  }
};

SmallVector<Value> indicesAt(OpBuilder &b, VectorTransferOpInterface op, const Walk &walk,
                             int64_t row, int64_t column) {
  SmallVector<Value> indices(op.getIndices());
  auto move = [&](int64_t dim, int64_t by) {
    if (dim >= 0 && by != 0)
      indices[dim] = b.createOrFold<arith::AddIOp>(
          op.getLoc(), indices[dim], arith::ConstantIndexOp::create(b, op.getLoc(), by));
  };
  move(walk.rowDim, row);
  move(walk.columnDim, column);
  return indices;
}

Value laneMask(OpBuilder &b, Location loc, int64_t lanes, int64_t valid) {
  auto type = VectorType::get({lanes}, b.getI1Type());
  return mlir::vector::ConstantMaskOp::create(b, loc, type, ArrayRef<int64_t>{valid});
}

struct SplitRead : TilePattern<mlir::vector::TransferReadOp> {
  using TilePattern::TilePattern;
  LogicalResult matchAndRewrite(mlir::vector::TransferReadOp op, OneToNOpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    std::optional<Walk> walk = isTile(op.getVectorType()) ? Walk::of(op) : std::nullopt;
    if (!walk)
      return rewriter.notifyMatchFailure(op, "no plain read of a tile from rows of a memref");
    Layout layout = layoutOf(op.getVectorType());
    SmallVector<Value> tile;
    for (int64_t i = 0; i < layout.rows; ++i)
      for (int64_t j = 0; j < layout.vectors(); ++j)
        tile.push_back(i > 0 && walk->rowDim < 0 ? tile[j] // each row is the first one
                                                 : read(rewriter, op, *walk, layout, i, j));
    rewriter.replaceOpWithMultiple(op, {tile});
    return success();
  }

private:
  static Value read(OpBuilder &b, mlir::vector::TransferReadOp op, const Walk &walk,
                    const Layout &layout, int64_t i, int64_t j) {
    Location loc = op.getLoc();
    SmallVector<Value> indices = indicesAt(b, op, walk, i, j * layout.lanes);
    if (layout.isScalar())
      return memref::LoadOp::create(b, loc, op.getBase(), indices);
    auto native = cast<VectorType>(layout.native());
    if (walk.columnDim < 0)
      return mlir::vector::BroadcastOp::create(
          b, loc, native, memref::LoadOp::create(b, loc, op.getBase(), indices));
    if (layout.valid(j) == layout.lanes || staysInside(op, indices, layout.lanes))
      return mlir::vector::LoadOp::create(b, loc, native, op.getBase(), indices);
    Value rest = arith::ConstantOp::create(b, loc, b.getZeroAttr(native));
    return mlir::vector::MaskedLoadOp::create(b, loc, native, op.getBase(), indices,
                                              laneMask(b, loc, layout.lanes, layout.valid(j)),
                                              rest);
  }

  /// A whole vector from a constant column on does not leave its row: so it is with the last panel
  /// of a packed weight, whose columns are padded.
  static bool staysInside(mlir::vector::TransferReadOp op, ArrayRef<Value> indices, int64_t lanes) {
    int64_t width = op.getShapedType().getShape().back();
    std::optional<int64_t> column = getConstantIntValue(indices.back());
    return column && !ShapedType::isDynamic(width) && *column + lanes <= width;
  }
};

struct SplitWrite : TilePattern<mlir::vector::TransferWriteOp> {
  using TilePattern::TilePattern;
  LogicalResult matchAndRewrite(mlir::vector::TransferWriteOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    std::optional<Walk> walk = isTile(op.getVectorType()) ? Walk::of(op) : std::nullopt;
    if (!walk || walk->rowDim < 0 || walk->columnDim < 0)
      return rewriter.notifyMatchFailure(op, "no plain write of a tile to rows of a memref");
    Layout layout = layoutOf(op.getVectorType());
    Location loc = op.getLoc();
    ValueRange tile = adaptor.getValueToStore();
    for (int64_t i = 0; i < layout.rows; ++i)
      for (int64_t j = 0; j < layout.vectors(); ++j) {
        Value part = tile[i * layout.vectors() + j];
        SmallVector<Value> indices = indicesAt(rewriter, op, *walk, i, j * lanes);
        if (layout.isScalar())
          memref::StoreOp::create(rewriter, loc, part, op.getBase(), indices);
        else if (layout.valid(j) == lanes)
          mlir::vector::StoreOp::create(rewriter, loc, part, op.getBase(), indices);
        else
          mlir::vector::MaskedStoreOp::create(rewriter, loc, op.getBase(), indices,
                                              laneMask(rewriter, loc, lanes, layout.valid(j)),
                                              part);
      }
    rewriter.eraseOp(op);
    return success();
  }
};

/// One step of k: a column of A times a row of B, an FMA per vector.
struct SplitContraction : TilePattern<mlir::vector::ContractionOp> {
  using TilePattern::TilePattern;
  LogicalResult matchAndRewrite(mlir::vector::ContractionOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isTile(op.getResultType()) || op.getLhsType().getDimSize(1) != 1)
      return rewriter.notifyMatchFailure(op, "not a column times a row");
    Layout layout = layoutOf(op.getResultType());
    ValueRange column = adaptor.getLhs(), row = adaptor.getRhs(), acc = adaptor.getAcc();
    Location loc = op.getLoc();
    SmallVector<Value> sums;
    for (int64_t i = 0; i < layout.rows; ++i) {
      Value factor = column[i];
      if (!layout.isScalar())
        factor = mlir::vector::BroadcastOp::create(rewriter, loc, layout.native(), factor);
      for (int64_t j = 0; j < layout.vectors(); ++j)
        sums.push_back(math::FmaOp::create(rewriter, loc, factor, row[j], acc[sums.size()]));
    }
    rewriter.replaceOpWithMultiple(op, {sums});
    return success();
  }
};

struct SplitElementwise : ConversionPattern {
  SplitElementwise(const TypeConverter &converter, MLIRContext *context, int64_t lanes)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), 1, context), lanes(lanes) {}
  LogicalResult matchAndRewrite(Operation *op, ArrayRef<ValueRange> operands,
                                ConversionPatternRewriter &rewriter) const override {
    if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1 ||
        !isTile(op->getResult(0).getType()))
      return rewriter.notifyMatchFailure(op, "not elementwise on a tile");
    Layout layout(cast<VectorType>(op->getResult(0).getType()), lanes);
    SmallVector<Value> tile;
    for (int64_t i = 0; i < layout.count(); ++i) {
      OperationState state(op->getLoc(), op->getName());
      for (ValueRange parts : operands) // a scalar condition of a select is one part
        state.addOperands(parts[parts.size() == 1 ? 0 : i]);
      state.addTypes(layout.native());
      state.addAttributes(op->getAttrs());
      tile.push_back(rewriter.create(state)->getResult(0));
    }
    rewriter.replaceOpWithMultiple(op, {tile});
    return success();
  }
  int64_t lanes;
};

struct NativeVectors : impl::NativeVectorsBase<NativeVectors> {
  using NativeVectorsBase::NativeVectorsBase;

  void runOnOperation() override {
    TypeConverter converter;
    converter.addConversion([](Type type) { return type; });
    converter.addConversion(
        [this](VectorType type, SmallVectorImpl<Type> &parts) -> std::optional<LogicalResult> {
          if (!isTile(type))
            return std::nullopt;
          Layout layout(type, lanes);
          parts.append(layout.count(), layout.native());
          return success();
        });
    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *op) {
      return llvm::none_of(op->getOperandTypes(), isTile) &&
             llvm::none_of(op->getResultTypes(), isTile);
    });
    RewritePatternSet patterns(&getContext());
    patterns.add<SplitConstant, SplitBroadcast, SplitRead, SplitWrite, SplitContraction,
                 SplitElementwise>(converter, &getContext(), lanes);
    scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns, target);
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace hac::vector
