#include "compiler/linalg/Lowering.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::linalg_stage {

RankedTensorType plainType(RankedTensorType type) {
  Type element = type.getElementType();
  if (element.isUnsignedInteger())
    element = IntegerType::get(type.getContext(), element.getIntOrFloatBitWidth());
  return RankedTensorType::get(type.getShape(), element);
}

Type computeType(Type element) {
  if (element.isBF16() || element.isF16())
    return Float32Type::get(element.getContext());
  if (element.isInteger() && element.getIntOrFloatBitWidth() == 8)
    return IntegerType::get(element.getContext(), 32);
  return element;
}

Value toCompute(OpBuilder &b, Location loc, Value scalar, Type from) {
  Type to = computeType(from);
  if (to == from)
    return scalar;
  if (isa<FloatType>(to))
    return arith::ExtFOp::create(b, loc, to, scalar);
  if (from.isUnsignedInteger())
    return arith::ExtUIOp::create(b, loc, to, scalar);
  return arith::ExtSIOp::create(b, loc, to, scalar);
}

Value fromCompute(OpBuilder &b, Location loc, Value scalar, Type to) {
  if (computeType(to) == to)
    return scalar;
  if (isa<FloatType>(to))
    return arith::TruncFOp::create(b, loc, to, scalar);
  return arith::TruncIOp::create(b, loc, b.getIntegerType(to.getIntOrFloatBitWidth()), scalar);
}

Value at(OpBuilder &b, Location loc, Value tensor, ValueRange index) {
  return tensor::ExtractOp::create(b, loc, tensor, index);
}

Value Lowering::index(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }

Value Lowering::dim(AffineExpr expr) {
  if (auto c = dyn_cast<AffineConstantExpr>(expr))
    return index(c.getValue());
  return affine::AffineApplyOp::create(b, loc, AffineMap::get(0, symbols.size(), expr), symbols);
}

OpFoldResult Lowering::size(AffineExpr expr) {
  if (auto c = dyn_cast<AffineConstantExpr>(expr))
    return b.getIndexAttr(c.getValue());
  return dim(expr);
}

SmallVector<OpFoldResult> Lowering::sizes(ArrayRef<AffineExpr> dims) {
  return llvm::map_to_vector(dims, [&](AffineExpr e) { return size(e); });
}

Value Lowering::number(Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(b, loc, FloatAttr::get(type, value));
  return arith::ConstantOp::create(b, loc, IntegerAttr::get(type, int64_t(value)));
}

Value Lowering::empty(ArrayRef<AffineExpr> dims, Type element) {
  return tensor::EmptyOp::create(b, loc, sizes(dims), element);
}

Value Lowering::filled(ArrayRef<AffineExpr> dims, Type element, Value scalar) {
  return linalg::FillOp::create(b, loc, scalar, empty(dims, element)).getResult(0);
}

linalg::GenericOp Lowering::generic(ValueRange inputs, ArrayRef<AffineMap> inputMaps,
                                    ValueRange inits, ArrayRef<AffineMap> initMaps,
                                    ArrayRef<utils::IteratorType> loops, Body body) {
  SmallVector<AffineMap> maps(inputMaps);
  llvm::append_range(maps, initMaps);
  return linalg::GenericOp::create(b, loc, TypeRange(inits), inputs, inits, maps, loops,
                                   [&](OpBuilder &nested, Location at, ValueRange args) {
                                     linalg::YieldOp::create(nested, at, body(nested, at, args));
                                   });
}

static SmallVector<utils::IteratorType> parallel(unsigned rank) {
  return SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel);
}

// NumPy broadcasting: aligned at the last axis, a constant 1 is read at 0.
static AffineMap broadcastMap(RankedTensorType from, RankedTensorType to) {
  MLIRContext *context = to.getContext();
  unsigned rank = to.getRank(), skip = rank - from.getRank();
  SmallVector<AffineExpr> exprs;
  for (unsigned i = 0; i < from.getRank(); i++)
    exprs.push_back(from.getDimSize(i) == 1 && to.getDimSize(i + skip) != 1
                        ? getAffineConstantExpr(0, context)
                        : getAffineDimExpr(i + skip, context));
  return AffineMap::get(rank, 0, exprs, context);
}

Value Lowering::pointwise(ArrayRef<Value> inputs, ArrayRef<RankedTensorType> types,
                          RankedTensorType result,
                          llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
  SmallVector<AffineMap> maps;
  for (RankedTensorType type : types)
    maps.push_back(broadcastMap(type, result));
  if (inGroup) {
    auto op = PointwiseOp::create(b, loc, plainType(result), inputs, b.getAffineMapArrayAttr(maps));
    OpBuilder::InsertionGuard guard(b);
    Block *block = b.createBlock(&op.getBody());
    SmallVector<Value> scalars;
    for (RankedTensorType type : types) {
      Value arg = block->addArgument(plainType(type).getElementType(), loc);
      scalars.push_back(toCompute(b, loc, arg, type.getElementType()));
    }
    Value y = fromCompute(b, loc, body(b, loc, scalars), result.getElementType());
    ResultOp::create(b, loc, y);
    return op;
  }
  Value out = empty(dimsOf(result), plainType(result).getElementType());
  return generic(inputs, maps, out, b.getMultiDimIdentityMap(result.getRank()),
                 parallel(result.getRank()),
                 [&](OpBuilder &nested, Location at, ValueRange args) -> SmallVector<Value> {
                   SmallVector<Value> scalars;
                   for (auto [arg, type] : llvm::zip(args, types))
                     scalars.push_back(toCompute(nested, at, arg, type.getElementType()));
                   return {fromCompute(nested, at, body(nested, at, scalars), result.getElementType())};
                 })
      .getResult(0);
}

Value Lowering::walk(RankedTensorType result,
                     llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
  Value out = empty(dimsOf(result), plainType(result).getElementType());
  return generic({}, {}, out, b.getMultiDimIdentityMap(result.getRank()), parallel(result.getRank()),
                 [&](OpBuilder &nested, Location at, ValueRange) -> SmallVector<Value> {
                   SmallVector<Value> position;
                   for (int64_t i = 0; i < result.getRank(); i++)
                     position.push_back(linalg::IndexOp::create(nested, at, i));
                   return {body(nested, at, position)};
                 })
      .getResult(0);
}

Value Lowering::reduce(Value x, RankedTensorType type, ArrayRef<int64_t> axes, Value init,
                       llvm::function_ref<Value(OpBuilder &, Location, Value, Value)> combine) {
  unsigned rank = type.getRank();
  SmallVector<utils::IteratorType> loops = parallel(rank);
  SmallVector<AffineExpr> kept, dims = dimsOf(type), outDims;
  for (unsigned i = 0; i < rank; i++) {
    if (llvm::is_contained(axes, int64_t(i))) {
      loops[i] = utils::IteratorType::reduction;
    } else {
      kept.push_back(b.getAffineDimExpr(i));
      outDims.push_back(dims[i]);
    }
  }
  Value out = filled(outDims, init.getType(), init);
  return generic(x, b.getMultiDimIdentityMap(rank), out,
                 AffineMap::get(rank, 0, kept, b.getContext()), loops,
                 [&](OpBuilder &nested, Location at, ValueRange args) -> SmallVector<Value> {
                   Value element = toCompute(nested, at, args[0], type.getElementType());
                   return {combine(nested, at, element, args[1])};
                 })
      .getResult(0);
}

// Through one dimension: contiguous data is only looked at differently.
Value Lowering::reshape(Value x, ArrayRef<AffineExpr> from, ArrayRef<AffineExpr> to) {
  if (from == to)
    return x;
  auto all = [](size_t n) { // one group with every dim; none for rank 0
    SmallVector<ReassociationIndices> groups;
    if (n)
      groups.push_back(llvm::to_vector(llvm::seq<int64_t>(0, n)));
    return groups;
  };
  if (!from.empty() && from.size() != 1)
    x = tensor::CollapseShapeOp::create(b, loc, x, all(from.size()));
  auto flat = cast<RankedTensorType>(x.getType());
  if (to.empty())
    return flat.getRank() ? tensor::CollapseShapeOp::create(b, loc, x, ArrayRef<ReassociationIndices>()).getResult() : x;
  Type element = flat.getElementType();
  RankedTensorType result = plainType(tensorOf(to, element, symbols.size()));
  if (to.size() == 1 && flat.getRank() == 1)
    return flat == result ? x : tensor::CastOp::create(b, loc, result, x).getResult();
  if (flat.getRank() == 1 && flat.isDynamicDim(0) && result.hasStaticShape()) {
    x = tensor::CastOp::create(b, loc, RankedTensorType::get({result.getNumElements()}, element), x);
  } else if (flat.getRank() == 1 && !flat.isDynamicDim(0) && !result.hasStaticShape()) {
    x = tensor::CastOp::create(b, loc, RankedTensorType::get({ShapedType::kDynamic}, element), x);
  }
  return tensor::ExpandShapeOp::create(b, loc, result, x,
                                       flat.getRank() ? all(to.size()) : all(0), sizes(to));
}

LogicalResult lowerOps(Block &block, IRMapping &map, Lowering &lowering, const Rules &rules) {
  for (Operation &op : block.without_terminator()) {
    lowering.loc = op.getLoc();
    SmallVector<Value> operands =
        llvm::map_to_vector(op.getOperands(), [&](Value v) { return map.lookup(v); });
    if (auto param = dyn_cast<ParamOp>(op)) {
      Operation *clone = lowering.b.clone(op);
      clone->getResult(0).setType(plainType(cast<RankedTensorType>(param.getType())));
      map.map(param.getResult(), clone->getResult(0));
      continue;
    }
    if (auto iterate = dyn_cast<IterateOp>(op)) {
      SmallVector<Value> results;
      if (failed(lowerIterate(iterate, operands, map, lowering, rules, results)))
        return failure();
      map.map(op.getResults(), results);
      continue;
    }
    if (auto loop = dyn_cast<LoopOp>(op)) {
      SmallVector<Value> results;
      if (failed(lowerLoop(loop, operands, map, lowering, rules, results)))
        return failure();
      map.map(op.getResults(), results);
      continue;
    }
    if (auto group = dyn_cast<GroupOp>(op)) {
      SmallVector<Value> results;
      if (failed(lowerGroup(group, operands, lowering, rules, results)))
        return failure();
      map.map(op.getResults(), results);
      continue;
    }
    const Lowering::Rule *rule = rules.find(op.getName().getStringRef());
    if (!rule)
      return op.emitError("internal: no lowering for ") << op.getName() << " [hac-X900]";
    map.map(op.getResults(), (*rule)(&op, operands, lowering));
  }
  return success();
}

} // namespace hac::linalg_stage
