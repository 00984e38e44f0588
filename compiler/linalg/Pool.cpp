// Pooling: each output element walks its window.
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

using namespace arith;

static Value idx(OpBuilder &b, Location loc, int64_t v) { return ConstantIndexOp::create(b, loc, v); }

Window windowOf(OpBuilder &b, Location loc, Value o, Value size, int64_t kernel, int64_t stride, int64_t padding,
                int64_t dilation) {
  Value zero = idx(b, loc, 0), step = idx(b, loc, dilation), pad = idx(b, loc, padding);
  Value start = SubIOp::create(b, loc, MulIOp::create(b, loc, o, idx(b, loc, stride)), pad);
  Value end = AddIOp::create(b, loc, start, idx(b, loc, (kernel - 1) * dilation + 1));
  Value paddedEnd = MinSIOp::create(b, loc, end, AddIOp::create(b, loc, size, pad));
  // First position on data that is start + a multiple of the dilation.
  Value before = MaxSIOp::create(b, loc, SubIOp::create(b, loc, zero, start), zero);
  Value steps = CeilDivSIOp::create(b, loc, before, step);
  Value first = AddIOp::create(b, loc, start, MulIOp::create(b, loc, steps, step));
  Value last = MinSIOp::create(b, loc, end, size);
  return {{first, last, step}, SubIOp::create(b, loc, paddedEnd, start)};
}

namespace {

// Spatial axes: [N, L, C] has axis 1; [N, C, H, W] has axes 2 and 3.
SmallVector<int64_t> spatialAxes(RankedTensorType type) {
  if (type.getRank() == 4)
    return {2, 3};
  return {1};
}

using Bounds = WindowBounds;

// for each position of the window, outermost axis first: acc = f(x[position], acc)
Value foldWindow(OpBuilder &b, Location loc, Value x, Type element, SmallVector<Value> position,
                 ArrayRef<int64_t> axes, ArrayRef<Bounds> window, Value init,
                 llvm::function_ref<Value(OpBuilder &, Location, Value, Value)> f) {
  if (axes.empty())
    return f(b, loc, toCompute(b, loc, at(b, loc, x, position), element), init);
  const Bounds &w = window.front();
  return scf::ForOp::create(b, loc, w.first, w.last, w.step, init,
                            [&](OpBuilder &in, Location at_, Value i, ValueRange acc) {
                              position[axes.front()] = i;
                              Value next = foldWindow(in, at_, x, element, position, axes.drop_front(),
                                                      window.drop_front(), acc[0], f);
                              scf::YieldOp::create(in, at_, next);
                            })
      .getResult(0);
}

template <typename Op> SmallVector<Value> lowerMaxPool(Op op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type element = type.getElementType();
  SmallVector<int64_t> axes = spatialAxes(type);
  SmallVector<Value> sizes = llvm::map_to_vector(axes, [&](int64_t a) { return l.dim(dimsOf(type)[a]); });
  Value lowest = l.number(computeType(element), -infinity);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange o) {
    SmallVector<Bounds> window;
    for (auto [i, axis] : llvm::enumerate(axes))
      window.push_back(windowOf(b, loc, o[axis], sizes[i], op.getKernelSize()[i], op.getStride()[i],
                                op.getPadding()[i], op.getDilation()[i])
                           .data);
    Value y = foldWindow(b, loc, in[0], element, SmallVector<Value>(o), axes, window, lowest,
                         [](OpBuilder &b, Location loc, Value e, Value acc) { return maximum(b, loc, acc, e); });
    return fromCompute(b, loc, y, element);
  })};
}

Value realOf(OpBuilder &b, Location loc, Value index, Type type) {
  return SIToFPOp::create(b, loc, type, IndexCastOp::create(b, loc, b.getI64Type(), index));
}

template <typename Op> SmallVector<Value> lowerAvgPool(Op op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getX());
  Type element = type.getElementType(), real = computeType(element);
  SmallVector<int64_t> axes = spatialAxes(type);
  SmallVector<Value> sizes = llvm::map_to_vector(axes, [&](int64_t a) { return l.dim(dimsOf(type)[a]); });
  Value zero = l.number(real, 0);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange o) {
    SmallVector<Bounds> window;
    Value count = idx(b, loc, 1);
    for (auto [i, axis] : llvm::enumerate(axes)) {
      Window w = windowOf(b, loc, o[axis], sizes[i], op.getKernelSize()[i], op.getStride()[i], op.getPadding()[i], 1);
      window.push_back(w.data);
      Value extent = op.getCountIncludePad() ? w.full : SubIOp::create(b, loc, w.data.last, w.data.first).getResult();
      count = MulIOp::create(b, loc, count, extent);
    }
    Value total = foldWindow(b, loc, in[0], element, SmallVector<Value>(o), axes, window, zero,
                             [](OpBuilder &b, Location loc, Value e, Value acc) { return add(b, loc, acc, e); });
    return fromCompute(b, loc, div(b, loc, total, realOf(b, loc, count, real)), element);
  })};
}

// Window o of n: [floor(o * size / n), ceil((o + 1) * size / n)).
template <typename Op> SmallVector<Value> lowerAdaptivePool(Op op, ValueRange in, Lowering &l, bool average) {
  RankedTensorType type = typeOf(op.getX());
  Type element = type.getElementType(), real = computeType(element);
  SmallVector<int64_t> axes = spatialAxes(type);
  SmallVector<Value> sizes = llvm::map_to_vector(axes, [&](int64_t a) { return l.dim(dimsOf(type)[a]); });
  Value init = l.number(real, average ? 0 : -infinity);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange o) {
    SmallVector<Bounds> window;
    Value one = idx(b, loc, 1), count = one;
    for (auto [i, axis] : llvm::enumerate(axes)) {
      Value n = idx(b, loc, op.getOutputSize()[i]);
      Value first = DivUIOp::create(b, loc, MulIOp::create(b, loc, o[axis], sizes[i]), n);
      Value next = MulIOp::create(b, loc, AddIOp::create(b, loc, o[axis], one), sizes[i]);
      Value last = CeilDivUIOp::create(b, loc, next, n);
      window.push_back({first, last, one});
      count = MulIOp::create(b, loc, count, SubIOp::create(b, loc, last, first));
    }
    Value y = foldWindow(b, loc, in[0], element, SmallVector<Value>(o), axes, window, init,
                         [&](OpBuilder &b, Location loc, Value e, Value acc) {
                           return average ? add(b, loc, acc, e) : maximum(b, loc, acc, e);
                         });
    if (average)
      y = div(b, loc, y, realOf(b, loc, count, real));
    return fromCompute(b, loc, y, element);
  })};
}

template <typename Op> void addAdaptive(Rules &rules, bool average) {
  rules.add<Op>([average](Op op, ValueRange in, Lowering &l) { return lowerAdaptivePool(op, in, l, average); });
}

} // namespace

void addPoolRules(Rules &rules) {
  rules.add<MaxPool1dOp>(lowerMaxPool<MaxPool1dOp>);
  rules.add<MaxPool2dOp>(lowerMaxPool<MaxPool2dOp>);
  rules.add<AvgPool1dOp>(lowerAvgPool<AvgPool1dOp>);
  rules.add<AvgPool2dOp>(lowerAvgPool<AvgPool2dOp>);
  addAdaptive<AdaptiveAvgPool1dOp>(rules, true);
  addAdaptive<AdaptiveAvgPool2dOp>(rules, true);
  addAdaptive<AdaptiveMaxPool1dOp>(rules, false);
  addAdaptive<AdaptiveMaxPool2dOp>(rules, false);
}

} // namespace hac::linalg_stage
