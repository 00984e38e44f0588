// Creation and shape ops: reshapes look at the same data, the rest walks its result.
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/Sequence.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

using Position = SmallVector<Value>;

Value constantIndex(OpBuilder &b, Location loc, int64_t v) { return ConstantIndexOp::create(b, loc, v); }

// result[i] = x[from(i)]
template <typename Op, typename F> void addRearrangement(Rules &rules, F from) {
  rules.add<Op>([from](Op op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType type = typeOf(op->getOperand(0));
    SmallVector<Value> sizes = llvm::map_to_vector(dimsOf(type), [&](AffineExpr e) { return l.dim(e); });
    return {l.walk(typeOf(op->getResult(0)), [&](OpBuilder &b, Location loc, ValueRange i) {
      return at(b, loc, in[0], from(op, b, loc, Position(i), sizes));
    })};
  });
}

template <typename Op> void addReshape(Rules &rules) {
  rules.add<Op>([](Op op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    return {l.reshape(in[0], dimsOf(typeOf(op->getOperand(0))), dimsOf(typeOf(op->getResult(0))))};
  });
}

Value permuted(Lowering &l, Value x, RankedTensorType result, ArrayRef<int64_t> axes) {
  SmallVector<AffineExpr> exprs(axes.size());
  for (auto [i, axis] : llvm::enumerate(axes))
    exprs[axis] = l.b.getAffineDimExpr(i);
  Value out = l.empty(dimsOf(result), plainType(result).getElementType());
  return l.generic(x, AffineMap::get(axes.size(), 0, exprs, l.b.getContext()), out,
                   l.b.getMultiDimIdentityMap(axes.size()),
                   SmallVector<utils::IteratorType>(axes.size(), utils::IteratorType::parallel),
                   [](OpBuilder &, Location, ValueRange v) -> SmallVector<Value> { return {v[0]}; })
      .getResult(0);
}

void addPermutations(Rules &rules) {
  rules.add<PermuteOp>([](PermuteOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    return {permuted(l, in[0], typeOf(op.getResult()), op.getAxes())};
  });
  rules.add<TransposeOp>([](TransposeOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, typeOf(op.getX()).getRank()));
    std::swap(axes[op.getA()], axes[op.getB()]);
    return {permuted(l, in[0], typeOf(op.getResult()), axes)};
  });
  // [N,C,H,W] -> [N,H,W,C] -> [N,H*W,C]
  rules.add<ToSeqOp>([](ToSeqOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType type = typeOf(op.getX()), result = typeOf(op.getResult());
    SmallVector<AffineExpr> d = dimsOf(type), last = {d[0], d[2], d[3], d[1]};
    Value x = permuted(l, in[0], tensorOf(last, type.getElementType(), l.symbolCount()), {0, 2, 3, 1});
    return {l.reshape(x, last, dimsOf(result))};
  });
  rules.add<ToImageOp>([](ToImageOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    SmallVector<AffineExpr> d = dimsOf(typeOf(op.getResult())), last = {d[0], d[2], d[3], d[1]};
    Value x = l.reshape(in[0], dimsOf(typeOf(op.getX())), last);
    return {permuted(l, x, typeOf(op.getResult()), {0, 3, 1, 2})};
  });
  // [B,T,h*d] -> [B,T,h,d] -> [B,h,T,d]
  rules.add<SplitHeadsOp>([](SplitHeadsOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    SmallVector<AffineExpr> d = dimsOf(typeOf(op.getResult())), last = {d[0], d[2], d[1], d[3]};
    Value x = l.reshape(in[0], dimsOf(typeOf(op.getX())), last);
    return {permuted(l, x, typeOf(op.getResult()), {0, 2, 1, 3})};
  });
  rules.add<MergeHeadsOp>([](MergeHeadsOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType type = typeOf(op.getX());
    SmallVector<AffineExpr> d = dimsOf(type), last = {d[0], d[2], d[1], d[3]};
    Value x = permuted(l, in[0], tensorOf(last, type.getElementType(), l.symbolCount()), {0, 2, 1, 3});
    return {l.reshape(x, last, dimsOf(typeOf(op.getResult())))};
  });
}

// Pieces side by side along `axis` of a fresh tensor.
Value assemble(Lowering &l, ValueRange pieces, ArrayRef<SmallVector<AffineExpr>> shapes, int64_t axis,
               RankedTensorType result) {
  Value out = l.empty(dimsOf(result), plainType(result).getElementType());
  AffineExpr start = l.constant(0);
  unsigned rank = result.getRank();
  SmallVector<AffineExpr> starts;
  for (const SmallVector<AffineExpr> &dims : shapes) {
    starts.push_back(start);
    start = addDims(start, dims[axis]);
  }
  auto order = llvm::to_vector(llvm::seq<size_t>(0, pieces.size()));
  // In the order in which they are made: then each can be computed in what the ones before leave of `out`.
  auto makerOf = [&](size_t i) { // null: made before this block
    Operation *op = pieces[i].getDefiningOp();
    return op && op->getBlock() == l.b.getInsertionBlock() ? op : nullptr;
  };
  llvm::sort(order, [&](size_t i, size_t j) {
    Operation *first = makerOf(i), *second = makerOf(j);
    if (first == second)
      return i < j;
    return second && (!first || first->isBeforeInBlock(second));
  });
  for (size_t i : order) {
    SmallVector<OpFoldResult> offsets(rank, l.b.getIndexAttr(0)), strides(rank, l.b.getIndexAttr(1));
    offsets[axis] = l.size(starts[i]);
    out = tensor::InsertSliceOp::create(l.b, l.loc, pieces[i], out, offsets, l.sizes(shapes[i]), strides);
  }
  return out;
}

Value sliced(Lowering &l, Value x, RankedTensorType result, int64_t axis, AffineExpr start, int64_t step) {
  unsigned rank = result.getRank();
  SmallVector<OpFoldResult> offsets(rank, l.b.getIndexAttr(0)), strides(rank, l.b.getIndexAttr(1));
  offsets[axis] = l.size(start);
  strides[axis] = l.b.getIndexAttr(step);
  return tensor::ExtractSliceOp::create(l.b, l.loc, plainType(result), x, offsets, l.sizes(dimsOf(result)), strides);
}

void addPieces(Rules &rules) {
  rules.add<ConcatOp>([](ConcatOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    SmallVector<SmallVector<AffineExpr>> shapes;
    for (Value x : op.getXs())
      shapes.push_back(dimsOf(typeOf(x)));
    return {assemble(l, in, shapes, op.getAxis(), typeOf(op.getResult()))};
  });
  rules.add<StackOp>([](StackOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    SmallVector<SmallVector<AffineExpr>> shapes;
    SmallVector<Value> pieces;
    for (auto [x, lowered] : llvm::zip(op.getXs(), in)) {
      SmallVector<AffineExpr> dims = dimsOf(typeOf(x)), wide = dims;
      wide.insert(wide.begin() + op.getAxis(), l.constant(1));
      pieces.push_back(l.reshape(lowered, dims, wide));
      shapes.push_back(wide);
    }
    return {assemble(l, pieces, shapes, op.getAxis(), typeOf(op.getResult()))};
  });
  rules.add<SplitOp>([](SplitOp op, ValueRange in, Lowering &l) {
    SmallVector<Value> parts;
    AffineExpr start = l.constant(0);
    for (auto [part, size] : llvm::zip(op.getParts(), op.getSizes().getResults())) {
      parts.push_back(sliced(l, in[0], typeOf(part), op.getAxis(), start, 1));
      start = addDims(start, size);
    }
    return parts;
  });
  rules.add<SliceOp>([](SliceOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    return {sliced(l, in[0], typeOf(op.getResult()), op.getAxis(), op.getStart().getResult(0), op.getStep())};
  });
}

// Index i of a padded axis -> index in the data, by mode; zeros: also whether it is inside.
struct Source {
  Value index, inside;
};
Source padSource(OpBuilder &b, Location loc, Value i, Value size, int64_t mode) {
  Value zero = constantIndex(b, loc, 0), one = constantIndex(b, loc, 1);
  Value last = SubIOp::create(b, loc, size, one);
  if (mode == 1) { // reflect without the edge: -1 -> 1, size -> size - 2
    Value up = MaxSIOp::create(b, loc, i, SubIOp::create(b, loc, zero, i));
    Value beyond = SubIOp::create(b, loc, AddIOp::create(b, loc, last, last), up);
    Value down = MinSIOp::create(b, loc, up, beyond);
    return {clampIndex(b, loc, down, size), Value()};
  }
  if (mode == 3) // circular
    return {clampIndex(b, loc, remainder(b, loc, i, size), size), Value()};
  Value index = clampIndex(b, loc, i, size);
  if (mode == 2) // replicate
    return {index, Value()};
  return {index, CmpIOp::create(b, loc, CmpIPredicate::ult, i, size)}; // also false for i < 0
}

} // namespace

Value padded(Lowering &l, Value x, RankedTensorType type, ArrayRef<int64_t> padding, int64_t mode,
             TypedAttr value, RankedTensorType result) {
  if (llvm::all_of(padding, [](int64_t p) { return p == 0; }))
    return x;
  SmallVector<Value> sizes = llvm::map_to_vector(dimsOf(type), [&](AffineExpr e) { return l.dim(e); });
  Value outside = arith::ConstantOp::create(l.b, l.loc, value);
  return l.walk(result, [&](OpBuilder &b, Location loc, ValueRange i) {
    Position from;
    Value inside;
    for (auto [axis, position] : llvm::enumerate(i)) {
      if (padding[2 * axis] == 0 && padding[2 * axis + 1] == 0) {
        from.push_back(position);
        continue;
      }
      Value shifted = SubIOp::create(b, loc, position, constantIndex(b, loc, padding[2 * axis]));
      Source source = padSource(b, loc, shifted, sizes[axis], mode);
      from.push_back(source.index);
      if (source.inside)
        inside = inside ? AndIOp::create(b, loc, inside, source.inside).getResult() : source.inside;
    }
    if (!inside)
      return at(b, loc, x, from);
    // An empty axis has no element to read, so the read is guarded and not only its use.
    return scf::IfOp::create(b, loc, inside,
                             [&](OpBuilder &t, Location at_) { scf::YieldOp::create(t, at_, at(t, at_, x, from)); },
                             [&](OpBuilder &e, Location at_) { scf::YieldOp::create(e, at_, outside); })
        .getResult(0);
  });
}

TypedAttr numberAs(Attribute number, Type element) {
  bool isReal = isa<FloatAttr>(number);
  if (isa<FloatType>(element))
    return FloatAttr::get(element, isReal ? cast<FloatAttr>(number).getValueAsDouble()
                                          : double(cast<IntegerAttr>(number).getInt()));
  int64_t value = isReal ? int64_t(cast<FloatAttr>(number).getValueAsDouble()) : cast<IntegerAttr>(number).getInt();
  unsigned bits = element.getIntOrFloatBitWidth();
  return IntegerAttr::get(IntegerType::get(element.getContext(), bits),
                          APInt(bits, uint64_t(value), /*isSigned=*/false, /*implicitTrunc=*/true));
}

void addShapeRules(Rules &rules) {
  addReshape<ReshapeOp>(rules);
  addReshape<FlattenOp>(rules);
  addReshape<UnsqueezeOp>(rules);
  addReshape<SqueezeOp>(rules);
  addReshape<AssertShapeOp>(rules); // the sizes were compared on entry of the function
  addPermutations(rules);
  addPieces(rules);
  rules.add<BroadcastToOp>([](BroadcastToOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    return {l.pointwise({in[0]}, {typeOf(op.getX())}, typeOf(op.getResult()),
                        [](OpBuilder &, Location, ValueRange v) { return v[0]; })};
  });
  addRearrangement<FlipOp>(rules, [](FlipOp op, OpBuilder &b, Location loc, Position i, ArrayRef<Value> sizes) {
    for (int64_t axis : op.getAxes()) {
      Value last = SubIOp::create(b, loc, sizes[axis], constantIndex(b, loc, 1));
      i[axis] = SubIOp::create(b, loc, last, i[axis]);
    }
    return i;
  });
  // result[i] = x[(i - shift) mod size]
  addRearrangement<RollOp>(rules, [](RollOp op, OpBuilder &b, Location loc, Position i, ArrayRef<Value> sizes) {
    Value shifted = SubIOp::create(b, loc, i[op.getAxis()], constantIndex(b, loc, op.getShift()));
    i[op.getAxis()] = remainder(b, loc, shifted, sizes[op.getAxis()]);
    return i;
  });
  addRearrangement<TileOp>(rules, [](TileOp op, OpBuilder &b, Location loc, Position i, ArrayRef<Value> sizes) {
    for (size_t axis = 0; axis < sizes.size(); axis++)
      i[axis] = remainder(b, loc, i[axis], sizes[axis]);
    return i;
  });
  rules.add<PadOp>([](PadOp op, ValueRange in, Lowering &l) -> SmallVector<Value> {
    RankedTensorType type = typeOf(op.getX());
    return {padded(l, in[0], type, op.getPadding(), op.getMode(), numberAs(op.getValueAttr(), type.getElementType()),
                   typeOf(op.getResult()))};
  });
  rules.add<FullOp>([](FullOp op, ValueRange, Lowering &l) -> SmallVector<Value> {
    RankedTensorType type = typeOf(op.getResult());
    Value number = arith::ConstantOp::create(l.b, l.loc, numberAs(op.getValueAttr(), type.getElementType()));
    return {l.filled(dimsOf(type), number.getType(), number)};
  });
  rules.add<IotaOp>([](IotaOp op, ValueRange, Lowering &l) -> SmallVector<Value> {
    RankedTensorType type = typeOf(op.getResult());
    return {l.walk(type, [&](OpBuilder &b, Location loc, ValueRange i) {
      Value n = IndexCastOp::create(b, loc, b.getI64Type(), i[op.getAxis()]);
      Value compute = castScalar(b, loc, n, b.getI64Type(), type.getElementType());
      return fromCompute(b, loc, compute, type.getElementType());
    })};
  });
  rules.add<hac::ConstantOp>([](hac::ConstantOp op, ValueRange, Lowering &l) -> SmallVector<Value> {
    auto values = cast<DenseElementsAttr>(op.getValues());
    RankedTensorType plain = plainType(typeOf(op.getResult()));
    if (plain != values.getType()) // ui8: the same bits, signless
      values = values.bitcast(plain.getElementType());
    return {arith::ConstantOp::create(l.b, l.loc, values)};
  });
}

} // namespace hac::linalg_stage
