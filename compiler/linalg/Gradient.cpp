// What gradients need beyond the language: products over all rows, convolutions turned round, and
// additions at places that an index names. Sums run in ascending order of what is added.
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

constexpr auto parallel = utils::IteratorType::parallel, reduction = utils::IteratorType::reduction;

// Rounds sums in compute type to the result's elements.
Value rounded(Lowering &l, Value sums, RankedTensorType result) {
  Type compute = typeOf(sums).getElementType();
  if (compute == result.getElementType())
    return sums;
  return l.pointwise({sums}, {tensorOf(dimsOf(result), compute, l.symbolCount())}, result,
                     [](OpBuilder &, Location, ValueRange v) { return v[0]; });
}

Value zeros(Lowering &l, ArrayRef<AffineExpr> dims, Type element) {
  Type compute = computeType(element);
  return l.filled(dims, compute, l.number(compute, 0));
}

// acc + a * b over loops of linalg.generic.
Value sumOfProducts(Lowering &l, Value a, Value b, Value acc, ArrayRef<AffineMap> maps,
                    ArrayRef<utils::IteratorType> loops, Type element) {
  return l.generic({a, b}, maps.take_front(2), acc, maps.take_back(1), loops,
                   [&](OpBuilder &n, Location at, ValueRange v) -> SmallVector<Value> {
                     return {fma(n, at, toCompute(n, at, v[0], element), toCompute(n, at, v[1], element), v[2])};
                   })
      .getResult(0);
}

// dy [.., N] and x [.., K] as rows -> [N, K]
SmallVector<Value> lowerWeightGrad(WeightGradOp op, ValueRange in, Lowering &l) {
  RankedTensorType dy = typeOf(op.getDy()), x = typeOf(op.getX()), out = typeOf(op.getResult());
  SmallVector<AffineExpr> yDims = dimsOf(dy), xDims = dimsOf(x);
  AffineExpr rows = l.constant(1);
  for (AffineExpr d : ArrayRef(xDims).drop_back())
    rows = mulDims(rows, d);
  AffineExpr m, n, k;
  bindDims(op.getContext(), m, n, k);
  auto map = [&](AffineExpr a, AffineExpr b) { return AffineMap::get(3, 0, {a, b}, op.getContext()); };
  Value sums = sumOfProducts(l, l.reshape(in[0], yDims, {rows, yDims.back()}), l.reshape(in[1], xDims, {rows, xDims.back()}),
                             zeros(l, dimsOf(out), out.getElementType()), {map(m, n), map(m, k), map(n, k)},
                             {reduction, parallel, parallel}, out.getElementType());
  return {rounded(l, sums, out)};
}

// A convolution with its loops: (sample, group, filter of the group, output.., channel of the group,
// kernel..), whatever the layout; sequences have one spatial axis and channels last.
struct Convolution {
  Lowering &l;
  int64_t axes;    // spatial
  int64_t channel; // axis of x and y
  ArrayRef<int64_t> stride, padding, dilation;
  int64_t groups;

  Convolution(Lowering &l, int64_t rank, ArrayRef<int64_t> stride, ArrayRef<int64_t> padding,
              ArrayRef<int64_t> dilation, int64_t groups)
      : l(l), axes(rank - 2), channel(rank == 3 ? 2 : 1), stride(stride), padding(padding), dilation(dilation),
        groups(groups) {}

  unsigned loops() const { return unsigned(4 + 2 * axes); }
  AffineExpr loop(int64_t i) const { return getAffineDimExpr(unsigned(i), l.b.getContext()); }
  AffineExpr sample() const { return loop(0); }
  AffineExpr group() const { return loop(1); }
  AffineExpr filter() const { return loop(2); }
  AffineExpr output(int64_t i) const { return loop(3 + i); }
  AffineExpr position(int64_t i) const { return loop(3 + axes + i); }
  AffineExpr channelOfGroup() const { return loop(3 + 2 * axes); }
  int64_t firstSpatial() const { return axes == 1 ? 1 : 2; }

  // Dims with the channels as (groups, channels of a group).
  SmallVector<AffineExpr> grouped(ArrayRef<AffineExpr> dims, int64_t axis) const {
    SmallVector<AffineExpr> out(dims);
    out[axis] = l.constant(groups);
    out.insert(out.begin() + axis + 1, floorDivDim(dims[axis], groups));
    return out;
  }

  AffineMap map(ArrayRef<AffineExpr> exprs) const { return AffineMap::get(loops(), 0, exprs, l.b.getContext()); }
  AffineMap imageMap(AffineExpr inGroup, llvm::function_ref<AffineExpr(int64_t)> at) const {
    SmallVector<AffineExpr> exprs = {sample()};
    if (axes == 2)
      exprs.append({group(), inGroup});
    for (int64_t i = 0; i < axes; i++)
      exprs.push_back(at(i));
    if (axes == 1)
      exprs.append({group(), inGroup});
    return map(exprs);
  }
  AffineMap outputMap() const {
    return imageMap(filter(), [&](int64_t i) { return output(i); });
  }
  AffineMap inputMap() const {
    return imageMap(channelOfGroup(), [&](int64_t i) { return output(i) * stride[i] + position(i) * dilation[i]; });
  }
  AffineMap weightMap() const {
    SmallVector<AffineExpr> exprs = {group(), filter(), channelOfGroup()};
    for (int64_t i = 0; i < axes; i++)
      exprs.push_back(position(i));
    return map(exprs);
  }

  SmallVector<AffineExpr> paddedDims(ArrayRef<AffineExpr> dims) const {
    SmallVector<AffineExpr> out(dims);
    for (int64_t i = 0; i < axes; i++)
      out[firstSpatial() + i] = normalizeDim(dims[firstSpatial() + i] + (padding[2 * i] + padding[2 * i + 1]));
    return out;
  }
};

// Adds into the padded input, of which the rim is left out then.
SmallVector<Value> lowerConvInputGrad(ConvInputGradOp op, ValueRange in, Lowering &l) {
  RankedTensorType dy = typeOf(op.getDy()), w = typeOf(op.getW()), out = typeOf(op.getResult());
  Convolution c(l, out.getRank(), op.getStride(), op.getPadding(), op.getDilation(), op.getGroups());
  SmallVector<AffineExpr> yDims = dimsOf(dy), wDims = dimsOf(w), dims = dimsOf(out), wide = c.paddedDims(dims);
  SmallVector<AffineExpr> grown = c.grouped(wide, c.channel);
  Value sums = sumOfProducts(l, l.reshape(in[0], yDims, c.grouped(yDims, c.channel)),
                             l.reshape(in[1], wDims, c.grouped(wDims, 0)), zeros(l, grown, out.getElementType()),
                             {c.outputMap(), c.weightMap(), c.inputMap()},
                             SmallVector<utils::IteratorType>(c.loops(), reduction), out.getElementType());
  sums = l.reshape(sums, grown, wide);
  Type element = typeOf(sums).getElementType();
  SmallVector<OpFoldResult> offsets(dims.size(), l.b.getIndexAttr(0)), strides(dims.size(), l.b.getIndexAttr(1));
  for (int64_t i = 0; i < c.axes; i++)
    offsets[c.firstSpatial() + i] = l.b.getIndexAttr(c.padding[2 * i]);
  if (wide != dims)
    sums = tensor::ExtractSliceOp::create(l.b, l.loc, plainType(tensorOf(dims, element, l.symbolCount())), sums, offsets,
                                          l.sizes(dims), strides);
  return {rounded(l, sums, out)};
}

SmallVector<Value> lowerConvWeightGrad(ConvWeightGradOp op, ValueRange in, Lowering &l) {
  RankedTensorType dy = typeOf(op.getDy()), x = typeOf(op.getX()), out = typeOf(op.getResult());
  Convolution c(l, x.getRank(), op.getStride(), op.getPadding(), op.getDilation(), op.getGroups());
  SmallVector<AffineExpr> yDims = dimsOf(dy), dims = dimsOf(out), xDims = dimsOf(x), wide = c.paddedDims(xDims);
  SmallVector<int64_t> all(size_t(2 * x.getRank()), 0);
  llvm::copy(op.getPadding(), all.begin() + 2 * c.firstSpatial());
  auto zero = cast<TypedAttr>(l.b.getZeroAttr(x.getElementType()));
  Value input = padded(l, in[1], x, all, 0, zero, tensorOf(wide, x.getElementType(), l.symbolCount()));
  SmallVector<AffineExpr> grouped = c.grouped(dims, 0);
  SmallVector<utils::IteratorType> kinds(c.loops(), parallel);
  kinds[0] = reduction;
  for (int64_t i = 0; i < c.axes; i++)
    kinds[3 + i] = reduction;
  Value sums = sumOfProducts(l, l.reshape(in[0], yDims, c.grouped(yDims, c.channel)),
                             l.reshape(input, wide, c.grouped(wide, c.channel)), zeros(l, grouped, out.getElementType()),
                             {c.outputMap(), c.inputMap(), c.weightMap()}, kinds, out.getElementType());
  return {rounded(l, l.reshape(sums, grouped, dims), out)};
}

// --- additions at places -----------------------------------------------------------------------

using Step = llvm::function_ref<SmallVector<Value>(OpBuilder &, Location, ValueRange position, ValueRange state)>;

// One loop for each size, the first outermost; each carries the state.
SmallVector<Value> nest(OpBuilder &b, Location loc, ArrayRef<Value> sizes, SmallVector<Value> &position,
                        ValueRange state, Step step) {
  if (position.size() == sizes.size())
    return step(b, loc, position, state);
  Value zero = ConstantIndexOp::create(b, loc, 0), one = ConstantIndexOp::create(b, loc, 1);
  auto loop = scf::ForOp::create(b, loc, zero, sizes[position.size()], one, state,
                                 [&](OpBuilder &in, Location at, Value i, ValueRange carried) {
                                   position.push_back(i);
                                   SmallVector<Value> next = nest(in, at, sizes, position, carried, step);
                                   position.pop_back();
                                   scf::YieldOp::create(in, at, next);
                                 });
  return SmallVector<Value>(ValueRange(loop.getResults()));
}

// Zeros of `out`, to which each element of dy is added at place(position). There is no place in a
// tensor without elements: then the outermost loop has no turns.
SmallVector<Value> addAtPlaces(Lowering &l, Value dy, RankedTensorType type, RankedTensorType out,
                               llvm::function_ref<SmallVector<Value>(OpBuilder &, Location, ValueRange)> place) {
  SmallVector<Value> sizes = llvm::map_to_vector(dimsOf(type), [&](AffineExpr d) { return l.dim(d); });
  if (sizes.empty())
    sizes.push_back(l.index(1));
  bool isScalar = type.getRank() == 0;
  for (AffineExpr d : dimsOf(out))
    if (l.canBeZero(d)) {
      Value none = CmpIOp::create(l.b, l.loc, CmpIPredicate::eq, l.dim(d), l.index(0));
      sizes[0] = SelectOp::create(l.b, l.loc, none, l.index(0), sizes[0]);
    }
  Type element = out.getElementType();
  SmallVector<Value> position;
  Value sums = nest(l.b, l.loc, sizes, position, zeros(l, dimsOf(out), element),
                    [&](OpBuilder &b, Location loc, ValueRange i, ValueRange state) -> SmallVector<Value> {
                      ValueRange from = isScalar ? ValueRange() : i;
                      SmallVector<Value> to = place(b, loc, from);
                      Value next = add(b, loc, at(b, loc, state[0], to), toCompute(b, loc, at(b, loc, dy, from), element));
                      return {tensor::InsertOp::create(b, loc, next, state[0], to)};
                    })[0];
  return {rounded(l, sums, out)};
}

SmallVector<Value> sizesOf(Lowering &l, RankedTensorType type) {
  return llvm::map_to_vector(dimsOf(type), [&](AffineExpr d) { return l.dim(d); });
}

SmallVector<Value> lowerIndexAdd(IndexAddOp op, ValueRange in, Lowering &l) {
  RankedTensorType out = typeOf(op.getResult());
  int64_t axis = op.getAxis(), rank = typeOf(op.getIds()).getRank();
  Value rows = l.dim(dimsOf(out)[axis]);
  return addAtPlaces(l, in[1], typeOf(op.getDy()), out, [&](OpBuilder &b, Location loc, ValueRange i) {
    SmallVector<Value> to(i.take_front(axis));
    Value id = at(b, loc, in[0], i.slice(axis, rank));
    to.push_back(clampIndex(b, loc, toIndex(b, loc, id), rows));
    llvm::append_range(to, i.drop_front(axis + rank));
    return to;
  });
}

SmallVector<Value> lowerScatterAdd(ScatterAddOp op, ValueRange in, Lowering &l) {
  RankedTensorType out = typeOf(op.getResult());
  SmallVector<Value> sizes = sizesOf(l, out);
  return addAtPlaces(l, in[1], typeOf(op.getDy()), out, [&](OpBuilder &b, Location loc, ValueRange i) {
    SmallVector<Value> to(i);
    Value id = toIndex(b, loc, at(b, loc, in[0], i));
    ArrayRef<int64_t> axes = op.getAxes();
    for (int64_t axis : llvm::reverse(axes.drop_front())) {
      to[axis] = RemSIOp::create(b, loc, id, sizes[axis]);
      id = DivSIOp::create(b, loc, id, sizes[axis]);
    }
    to[axes.front()] = id;
    for (int64_t axis : axes)
      to[axis] = clampIndex(b, loc, to[axis], sizes[axis]);
    return to;
  });
}

// The place in a tensor of these sizes that broadcast indices name at a position of `wide`.
SmallVector<Value> placeOf(OpBuilder &b, Location loc, ValueRange ids, ArrayRef<RankedTensorType> types,
                           ArrayRef<Value> sizes, ValueRange position) {
  SmallVector<Value> to;
  for (auto [id, type, size] : llvm::zip(ids, types, sizes)) {
    SmallVector<Value> from(position.take_back(type.getRank()));
    for (int64_t axis = 0; axis < type.getRank(); axis++)
      if (type.getDimSize(axis) == 1)
        from[axis] = ConstantIndexOp::create(b, loc, 0);
    to.push_back(clampIndex(b, loc, toIndex(b, loc, at(b, loc, id, from)), size));
  }
  return to;
}

SmallVector<RankedTensorType> typesOf(ValueRange values) {
  return llvm::map_to_vector(values, [](Value v) { return typeOf(v); });
}

SmallVector<Value> lowerGatherNd(GatherNdOp op, ValueRange in, Lowering &l) {
  RankedTensorType x = typeOf(op.getX());
  SmallVector<Value> sizes = sizesOf(l, x);
  SmallVector<RankedTensorType> types = typesOf(op.getIds());
  Value elements; // of the axes that can be empty
  for (auto [d, size] : llvm::zip(dimsOf(x), sizes))
    if (l.canBeZero(d))
      elements = elements ? MulIOp::create(l.b, l.loc, elements, size).getResult() : size;
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    return readIfAny(b, loc, elements, in[0], placeOf(b, loc, in.drop_front(), types, sizes, i));
  })};
}

SmallVector<Value> lowerScatterNdAdd(ScatterNdAddOp op, ValueRange in, Lowering &l) {
  RankedTensorType out = typeOf(op.getResult());
  SmallVector<Value> sizes = sizesOf(l, out);
  SmallVector<RankedTensorType> types = typesOf(op.getIds());
  return addAtPlaces(l, in[0], typeOf(op.getDy()), out, [&](OpBuilder &b, Location loc, ValueRange i) {
    return placeOf(b, loc, in.drop_front(), types, sizes, i);
  });
}

Value fromEnd(OpBuilder &b, Location loc, Value i, Value size) {
  return SubIOp::create(b, loc, SubIOp::create(b, loc, size, ConstantIndexOp::create(b, loc, 1)), i);
}

// What `reduce` has accumulated before each element.
SmallVector<Value> lowerFoldBefore(FoldBeforeOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type element = type.getElementType(), real = computeType(element);
  Tape tape = decodeTape(op.getFn().getWords());
  SmallVector<int64_t> kept;
  for (int64_t axis = 0; axis < type.getRank(); axis++)
    if (!llvm::is_contained(op.getAxes(), axis))
      kept.push_back(axis);
  SmallVector<Value> sizes = sizesOf(l, type), keptSizes, foldedSizes;
  for (int64_t axis : kept)
    keptSizes.push_back(sizes[axis]);
  for (int64_t axis : op.getAxes())
    foldedSizes.push_back(sizes[axis]);
  Value start = l.number(real, op.getIdentity().convertToDouble());
  Value out = l.empty(dimsOf(type), plainType(type).getElementType());
  SmallVector<Value> row;
  return nest(l.b, l.loc, keptSizes, row, out, [&](OpBuilder &b, Location loc, ValueRange, ValueRange result) {
    SmallVector<Value> place, state = {result[0], start};
    state = nest(b, loc, foldedSizes, place, state, [&](OpBuilder &n, Location here, ValueRange, ValueRange carried) {
      SmallVector<Value> position(type.getRank());
      for (auto [axis, i] : llvm::zip(kept, row))
        position[axis] = i;
      for (auto [axis, i] : llvm::zip(op.getAxes(), place))
        position[axis] = op.getReverse() ? fromEnd(n, here, i, sizes[axis]) : i;
      Value x = toCompute(n, here, at(n, here, in[0], position), element);
      Value next = emitTape(n, here, tape, {carried[1], x}, {});
      Value before = fromCompute(n, here, carried[1], element);
      return SmallVector<Value>{tensor::InsertOp::create(n, here, before, carried[0], position), next};
    });
    return SmallVector<Value>{state[0]};
  });
}

// Where max pooling found its element.
SmallVector<Value> lowerMaxPoolIndex(MaxPoolIndexOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX()), out = typeOf(op.getResult());
  Type element = type.getElementType(), real = computeType(element);
  SmallVector<int64_t> axes = type.getRank() == 4 ? SmallVector<int64_t>{2, 3} : SmallVector<int64_t>{1};
  SmallVector<Value> sizes = sizesOf(l, type), outSizes = sizesOf(l, out);
  Value lowest = l.number(real, -infinity);
  return {l.walk(out, [&](OpBuilder &b, Location loc, ValueRange o) {
    auto idx = [&](int64_t v) { return ConstantIndexOp::create(b, loc, v).getResult(); };
    SmallVector<Value> position(o);
    std::function<SmallVector<Value>(OpBuilder &, Location, size_t, ValueRange)> walk =
        [&](OpBuilder &n, Location at_, size_t k, ValueRange best) -> SmallVector<Value> {
      if (k == axes.size()) {
        Value x = toCompute(n, at_, at(n, at_, in[0], position), element), place = position[axes[0]];
        for (int64_t axis : ArrayRef(axes).drop_front())
          place = AddIOp::create(n, at_, MulIOp::create(n, at_, place, sizes[axis]), position[axis]);
        // Nothing found yet: also -Inf is something.
        Value none = CmpIOp::create(n, at_, CmpIPredicate::slt, best[1], ConstantIndexOp::create(n, at_, 0));
        Value larger = CmpFOp::create(n, at_, CmpFPredicate::UGT, x, best[0]); // or a NaN
        Value isNumber = CmpFOp::create(n, at_, CmpFPredicate::ORD, best[0], best[0]);
        Value better = OrIOp::create(n, at_, none, AndIOp::create(n, at_, larger, isNumber));
        return {SelectOp::create(n, at_, better, x, best[0]), SelectOp::create(n, at_, better, place, best[1])};
      }
      int64_t axis = axes[k];
      Value size = sizes[axis], first, last, step = ConstantIndexOp::create(n, at_, 1);
      if (op.getAdaptive()) {
        Value next = AddIOp::create(n, at_, o[axis], step);
        first = DivUIOp::create(n, at_, MulIOp::create(n, at_, o[axis], size), outSizes[axis]);
        last = CeilDivUIOp::create(n, at_, MulIOp::create(n, at_, next, size), outSizes[axis]);
      } else {
        Window w = windowOf(n, at_, o[axis], size, op.getKernelSize()[k], op.getStride()[k], op.getPadding()[k],
                            op.getDilation()[k]);
        first = w.data.first;
        last = w.data.last;
        step = w.data.step;
      }
      auto loop = scf::ForOp::create(n, at_, first, last, step, best, [&](OpBuilder &m, Location here, Value i, ValueRange carried) {
        position[axis] = i;
        scf::YieldOp::create(m, here, walk(m, here, k + 1, carried));
      });
      return SmallVector<Value>(ValueRange(loop.getResults()));
    };
    SmallVector<Value> start = {lowest, idx(-1)};
    return IndexCastOp::create(b, loc, b.getI64Type(), walk(b, loc, 0, start)[1]).getResult();
  })};
}

} // namespace

void addGradientRules(Rules &rules) {
  rules.add<WeightGradOp>(lowerWeightGrad);
  rules.add<ConvInputGradOp>(lowerConvInputGrad);
  rules.add<ConvWeightGradOp>(lowerConvWeightGrad);
  rules.add<IndexAddOp>(lowerIndexAdd);
  rules.add<ScatterAddOp>(lowerScatterAdd);
  rules.add<GatherNdOp>(lowerGatherNd);
  rules.add<ScatterNdAddOp>(lowerScatterNdAdd);
  rules.add<FoldBeforeOp>(lowerFoldBefore);
  rules.add<MaxPoolIndexOp>(lowerMaxPoolIndex);
}

} // namespace hac::linalg_stage
