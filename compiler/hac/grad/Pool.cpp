// Pooling. The largest: where it came from, and the gradient is added there. The mean: it is linear
// along each axis, y = P x with P[o, p] = 1 / size where p lies in window o, so dx = P^T dy.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

Axes spatialAxes(Value x) { return rankOf(x) == 4 ? Axes{2, 3} : Axes{1}; }

Value scatter(Ops &o, Value ids, Value dy, Value x, ArrayRef<int64_t> axes) {
  return ScatterAddOp::create(o.b, o.loc, typeOf(x), ids, dy, axes);
}

template <typename Op> void maxPool(Backward &g) {
  auto op = cast<Op>(g.op);
  Value ids = MaxPoolIndexOp::create(g.o.b, g.o.loc, g.o.like(g.y(), g.o.b.getI64Type()), g.x(), op.getKernelSize(),
                                     op.getStride(), op.getPadding(), op.getDilation(), false);
  g.give(0, scatter(g.o, ids, g.dy(), g.x(), spatialAxes(g.x())));
}

template <typename Op> void adaptiveMaxPool(Backward &g) {
  Axes none;
  Value ids = MaxPoolIndexOp::create(g.o.b, g.o.loc, g.o.like(g.y(), g.o.b.getI64Type()), g.x(), none, none, none,
                                     none, true);
  g.give(0, scatter(g.o, ids, g.dy(), g.x(), spatialAxes(g.x())));
}

// Window o of one axis: [start, end) of the data, divided by `count`.
struct Windows {
  Value start, end, count;
};

// dy [.., n, ..] -> [.., size, ..] along `axis`.
Value spread(Ops &o, Value dy, int64_t axis, AffineExpr size, llvm::function_ref<Windows(Value o, Value size)> windows) {
  Type whole = o.b.getI64Type(), real = elementOf(dy);
  AffineExpr one = o.constant(1), n = dimsOf(typeOf(dy))[size_t(axis)];
  Windows w = windows(o.iota({one, n}, 1, whole), o.size(size, whole));
  Value position = o.iota({size, one}, 0, whole);
  Value inside = o.all(o.compare<GeOp>(position, w.start), o.greater(w.end, position)); // [size, n]
  Value share = o.where(inside, o.div(1, o.cast(w.count, real)), o.number(real, 0));
  if (axis == rankOf(dy) - 1) // the last axis: dy P
    return o.matmul(dy, o.transpose(share, 0, 1));
  return o.matmul(share, dy);
}

template <typename Op> void avgPool(Backward &g) {
  auto op = cast<Op>(g.op);
  Ops &o = g.o;
  Value dx = o.wide(g.dy());
  for (auto [i, axis] : llvm::enumerate(spatialAxes(g.x()))) {
    int64_t kernel = op.getKernelSize()[i], stride = op.getStride()[i], padding = op.getPadding()[i];
    bool countsPadding = op.getCountIncludePad();
    dx = spread(o, dx, axis, dimsOf(typeOf(g.x()))[size_t(axis)], [&](Value at, Value size) -> Windows {
      Value start = o.sub(o.mul(at, double(stride)), double(padding)), end = o.add(start, double(kernel));
      // What ceil_mode adds beyond the padding is never counted.
      Value full = o.sub(o.binary<MinimumOp>(end, o.add(size, double(padding))), start);
      Value data = o.sub(o.binary<MinimumOp>(end, size), o.binary<MaximumOp>(start, 0));
      return {start, end, countsPadding ? full : data};
    });
  }
  g.give(0, dx);
}

template <typename Op> void adaptiveAvgPool(Backward &g) {
  auto op = cast<Op>(g.op);
  Ops &o = g.o;
  Value dx = o.wide(g.dy());
  for (auto [i, axis] : llvm::enumerate(spatialAxes(g.x()))) {
    double n = double(op.getOutputSize()[i]);
    dx = spread(o, dx, axis, dimsOf(typeOf(g.x()))[size_t(axis)], [&](Value at, Value size) -> Windows {
      Value start = o.binary<FloorDivOp>(o.mul(at, size), n);
      Value end = o.binary<FloorDivOp>(o.add(o.mul(o.add(at, 1), size), n - 1), n);
      return {start, end, o.sub(end, start)};
    });
  }
  g.give(0, dx);
}

} // namespace

void addPoolRules(Rules &rules) {
  rules.add<MaxPool1dOp>(maxPool<MaxPool1dOp>);
  rules.add<MaxPool2dOp>(maxPool<MaxPool2dOp>);
  rules.add<AdaptiveMaxPool1dOp>(adaptiveMaxPool<AdaptiveMaxPool1dOp>);
  rules.add<AdaptiveMaxPool2dOp>(adaptiveMaxPool<AdaptiveMaxPool2dOp>);
  rules.add<AvgPool1dOp>(avgPool<AvgPool1dOp>);
  rules.add<AvgPool2dOp>(avgPool<AvgPool2dOp>);
  rules.add<AdaptiveAvgPool1dOp>(adaptiveAvgPool<AdaptiveAvgPool1dOp>);
  rules.add<AdaptiveAvgPool2dOp>(adaptiveAvgPool<AdaptiveAvgPool2dOp>);
}

} // namespace hac::grad
