// Shape ops: the gradient goes back the way the elements came.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

// The same elements in the operand's shape.
void unshaped(Backward &g) { g.give(0, g.o.reshapeLike(g.dy(), g.x())); }

// `From` undoes the op, by the type of its result alone.
template <typename From> void inverse(Backward &g) { g.give(0, From::create(g.o.b, g.o.loc, g.x().getType(), g.dy())); }

void permute(Backward &g) {
  ArrayRef<int64_t> axes = cast<PermuteOp>(g.op).getAxes();
  Axes back(axes.size());
  for (auto [to, from] : llvm::enumerate(axes))
    back[size_t(from)] = int64_t(to);
  g.give(0, g.o.permute(g.dy(), back));
}

AffineExpr sizeOf(Value x, int64_t axis) { return dimsOf(typeOf(x))[size_t(axis)]; }

void concat(Backward &g) {
  int64_t axis = cast<ConcatOp>(g.op).getAxis();
  AffineExpr start = g.o.constant(0);
  for (unsigned i = 0; i < g.op->getNumOperands(); i++) {
    AffineExpr stop = addDims(start, sizeOf(g.x(i), axis));
    if (g.wants(i))
      g.give(i, g.o.slice(g.dy(), axis, start, stop));
    start = stop;
  }
}

void stack(Backward &g) {
  int64_t axis = cast<StackOp>(g.op).getAxis();
  for (unsigned i = 0; i < g.op->getNumOperands(); i++)
    if (g.wants(i)) {
      Value part = g.o.slice(g.dy(), axis, g.o.constant(i), g.o.constant(i + 1));
      g.give(i, g.o.reshapeLike(part, g.x(i)));
    }
}

void split(Backward &g) {
  SmallVector<Value> parts;
  for (unsigned i = 0; i < g.op->getNumResults(); i++)
    parts.push_back(g.dy(i));
  g.give(0, g.o.concat(parts, cast<SplitOp>(g.op).getAxis()));
}

// start, start + step, .. for each element of `axis` of dy.
Value positions(Backward &g, int64_t axis, AffineExpr start, int64_t step) {
  Type whole = g.o.b.getI64Type();
  Value i = g.o.mul(g.o.iota(sizeOf(g.dy(), axis), 0, whole), double(step));
  return g.o.add(i, g.o.size(start, whole));
}

void slice(Backward &g) {
  auto op = cast<SliceOp>(g.op);
  int64_t axis = op.getAxis(), step = op.getStep();
  AffineExpr start = op.getStart().getResult(0), size = sizeOf(g.x(), axis);
  if (step != 1)
    return g.give(0, g.o.indexAdd(positions(g, axis, start, step), g.dy(), axis, size));
  g.give(0, g.o.growWithZeros(g.dy(), axis, start, subDims(size, op.getStop().getResult(0))));
}

void roll(Backward &g) {
  auto op = cast<RollOp>(g.op);
  g.give(0, RollOp::create(g.o.b, g.o.loc, g.x().getType(), g.dy(), -int64_t(op.getShift()), op.getAxis()));
}

// Where element i of the result's axis came from, axis by axis; what several came from gets all.
void tile(Backward &g) {
  Value dy = g.dy();
  Type whole = g.o.b.getI64Type();
  for (auto [axis, count] : llvm::enumerate(cast<TileOp>(g.op).getCounts())) {
    if (count == 1)
      continue;
    AffineExpr size = sizeOf(g.x(), int64_t(axis));
    Value i = g.o.iota(sizeOf(dy, int64_t(axis)), 0, whole);
    dy = g.o.indexAdd(g.o.binary<RemainderOp>(i, g.o.size(size, whole)), dy, int64_t(axis), size);
  }
  g.give(0, dy);
}

// Position i of a padded axis, counted from the data's first element -> where it was read.
Value paddedFrom(Ops &o, Value i, Value size, int64_t mode) {
  Value last = o.sub(size, 1);
  if (mode == 1) { // reflect without the edge
    Value up = o.unary<AbsOp>(i);
    return o.binary<MinimumOp>(up, o.sub(o.mul(last, 2), up));
  }
  if (mode == 3) // circular
    return o.binary<RemainderOp>(i, size);
  return o.binary<MaximumOp>(o.binary<MinimumOp>(i, last), 0); // replicate
}

void pad(Backward &g) {
  auto op = cast<PadOp>(g.op);
  Ops &o = g.o;
  Type whole = o.b.getI64Type();
  Value dy = g.dy();
  for (int64_t axis = 0; axis < rankOf(g.x()); axis++) {
    int64_t before = op.getPadding()[size_t(2 * axis)], after = op.getPadding()[size_t(2 * axis + 1)];
    AffineExpr size = sizeOf(g.x(), axis), grown = sizeOf(dy, axis);
    if (before == 0 && after == 0)
      continue;
    if (op.getMode() != 0) {
      Value i = o.sub(o.iota(grown, 0, whole), double(before));
      dy = o.indexAdd(paddedFrom(o, i, o.size(size, whole), op.getMode()), dy, axis, size);
      continue;
    }
    // Zeros were added, or (negative) elements cut off.
    AffineExpr none = o.constant(0), start = o.constant(std::max<int64_t>(before, 0));
    dy = o.slice(dy, axis, start, subDims(grown, o.constant(std::max<int64_t>(after, 0))));
    dy = o.growWithZeros(dy, axis, before < 0 ? o.constant(-before) : none, after < 0 ? o.constant(-after) : none);
  }
  g.give(0, dy);
}

} // namespace

void addShapeRules(Rules &rules) {
  rules.add<ReshapeOp>(unshaped);
  rules.add<FlattenOp>(unshaped);
  rules.add<UnsqueezeOp>(unshaped);
  rules.add<SqueezeOp>(unshaped);
  rules.add<AssertShapeOp>(inverse<AssertShapeOp>);
  rules.add<ToSeqOp>(inverse<ToImageOp>);
  rules.add<ToImageOp>(inverse<ToSeqOp>);
  rules.add<SplitHeadsOp>(inverse<MergeHeadsOp>);
  rules.add<MergeHeadsOp>([](Backward &g) { // [B,T,h*d] -> [B,T,h,d] -> [B,h,T,d]
    Dims d = dimsOf(typeOf(g.x()));
    g.give(0, g.o.permute(g.o.reshape(g.dy(), {d[0], d[2], d[1], d[3]}), {0, 2, 1, 3}));
  });
  rules.add<BroadcastToOp>([](Backward &g) { g.give(0, g.dy()); });
  rules.add<TransposeOp>([](Backward &g) {
    auto op = cast<TransposeOp>(g.op);
    g.give(0, g.o.transpose(g.dy(), op.getA(), op.getB()));
  });
  rules.add<PermuteOp>(permute);
  rules.add<ConcatOp>(concat);
  rules.add<StackOp>(stack);
  rules.add<SplitOp>(split);
  rules.add<SliceOp>(slice);
  rules.add<FlipOp>([](Backward &g) {
    g.give(0, FlipOp::create(g.o.b, g.o.loc, g.x().getType(), g.dy(), cast<FlipOp>(g.op).getAxes()));
  });
  rules.add<RollOp>(roll);
  rules.add<TileOp>(tile);
  rules.add<PadOp>(pad);
}

} // namespace hac::grad
