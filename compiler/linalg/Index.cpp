// Gathers: the index of each element of the result is looked up, and clamped so that nothing is
// read out of bounds whatever it is. An index that no check on entry covers is looked at once more,
// before it is used, so that the call can say that it was wrong (R308).
#include "compiler/linalg/Build.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

using namespace arith;

static Value toI64(Lowering &l, Value index) { return IndexCastOp::create(l.b, l.loc, l.b.getI64Type(), index); }

namespace {

// x[.., index, ..], the index clamped to the axis, which has `size` elements. Of an axis without
// any nothing can be read: 0, and the check of the ids has said so.
struct Reader {
  Lowering &l;
  Value x, size;
  bool canBeEmpty;

  Reader(Lowering &l, Value x, AffineExpr size) : l(l), x(x), size(l.dim(size)), canBeEmpty(l.canBeZero(size)) {}

  Value operator()(OpBuilder &b, Location loc, SmallVector<Value> position, int64_t axis, Value id) const {
    position[axis] = clampIndex(b, loc, toIndex(b, loc, id), size);
    return readIfAny(b, loc, canBeEmpty ? size : Value(), x, position);
  }
};

SmallVector<Value> lowerEmbedding(EmbeddingOp op, ValueRange in, Lowering &l) {
  AffineExpr rows = dimsOf(typeOf(op.getW()))[0];
  checkIds(op, in[0], op.getIds(), rows, l);
  Reader read(l, in[1], rows);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    return read(b, loc, {Value(), i.back()}, 0, at(b, loc, in[0], i.drop_back()));
  })};
}

// An id outside the classes gives a row of zeros, beside the error.
SmallVector<Value> lowerOneHot(OneHotOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getResult());
  checkIds(op, in[0], op.getIds(), dimsOf(type).back(), l);
  return {l.walk(type, [&](OpBuilder &b, Location loc, ValueRange i) {
    Value id = toIndex(b, loc, at(b, loc, in[0], i.drop_back()));
    Value hit = CmpIOp::create(b, loc, CmpIPredicate::eq, id, i.back());
    return fromCompute(b, loc, castScalar(b, loc, hit, b.getI1Type(), type.getElementType()), type.getElementType());
  })};
}

SmallVector<Value> lowerGather(GatherOp op, ValueRange in, Lowering &l) {
  int64_t axis = op.getAxis();
  AffineExpr size = dimsOf(typeOf(op.getX()))[axis];
  checkIds(op, in[1], op.getIdx(), size, l);
  Reader read(l, in[0], size);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    return read(b, loc, SmallVector<Value>(i), axis, at(b, loc, in[1], i));
  })};
}

SmallVector<Value> lowerIndexSelect(IndexSelectOp op, ValueRange in, Lowering &l) {
  int64_t axis = op.getAxis();
  AffineExpr size = dimsOf(typeOf(op.getX()))[axis];
  checkIds(op, in[1], op.getIdx(), size, l);
  Reader read(l, in[0], size);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    return read(b, loc, SmallVector<Value>(i), axis, at(b, loc, in[1], i[axis]));
  })};
}

// Offsets of a part of `dims` that begins at `start` on `axis`, clamped so that it lies inside.
SmallVector<OpFoldResult> offsetsOfPart(Lowering &l, Value start, int64_t axis, AffineExpr size, ArrayRef<AffineExpr> part) {
  Value zero = l.index(0), last = l.dim(subDims(size, part[axis]));
  Value first = toIndex(l.b, l.loc, at(l.b, l.loc, start, {}));
  first = MaxSIOp::create(l.b, l.loc, MinSIOp::create(l.b, l.loc, first, last), zero);
  SmallVector<OpFoldResult> offsets(part.size(), l.b.getIndexAttr(0));
  offsets[axis] = first;
  return offsets;
}

SmallVector<Value> lowerSliceAt(SliceAtOp op, ValueRange in, Lowering &l) {
  SmallVector<AffineExpr> x = dimsOf(typeOf(op.getX())), part = dimsOf(typeOf(op.getResult()));
  int64_t axis = op.getAxis();
  SmallVector<OpFoldResult> strides(part.size(), l.b.getIndexAttr(1));
  return {tensor::ExtractSliceOp::create(l.b, l.loc, plainType(typeOf(op.getResult())), in[0],
                                         offsetsOfPart(l, in[1], axis, x[axis], part), l.sizes(part), strides)};
}

// Written in place where x is a state that nobody reads afterwards (bufferize/).
SmallVector<Value> lowerUpdateAt(UpdateAtOp op, ValueRange in, Lowering &l) {
  SmallVector<AffineExpr> x = dimsOf(typeOf(op.getX())), part = dimsOf(typeOf(op.getY()));
  int64_t axis = op.getAxis();
  SmallVector<OpFoldResult> strides(part.size(), l.b.getIndexAttr(1));
  return {tensor::InsertSliceOp::create(l.b, l.loc, in[2], in[0], offsetsOfPart(l, in[1], axis, x[axis], part),
                                        l.sizes(part), strides)};
}

} // namespace

// One pass of comparisons over the ids,
// which are few beside what is read by them.
void checkIds(Operation *op, Value ids, Value idsOfOp, AffineExpr size, Lowering &l) {
  if (op->hasAttr(HacDialect::checkedAttrName))
    return;
  SmallVector<AffineExpr> dims = dimsOf(typeOf(idsOfOp));
  AffineExpr count = l.constant(1);
  for (AffineExpr dim : dims)
    count = mulDims(count, dim);
  Value flat = l.reshape(ids, dims, {count}), limit = l.dim(size);
  Value none = toI64(l, l.dim(count)); // a position behind the last
  Value first = l.generic(flat, l.b.getMultiDimIdentityMap(1), l.filled({}, l.b.getI64Type(), none),
                          AffineMap::get(1, 0, l.b.getContext()), utils::IteratorType::reduction,
                          [&](OpBuilder &b, Location loc, ValueRange v) -> SmallVector<Value> {
                            Value id = toIndex(b, loc, v[0]); // unsigned, so that -1 is large
                            Value bad = CmpIOp::create(b, loc, CmpIPredicate::uge, id, limit);
                            Value here = IndexCastOp::create(b, loc, b.getI64Type(), linalg::IndexOp::create(b, loc, 0));
                            Value place = SelectOp::create(b, loc, bad, here, v[1]);
                            return {MinSIOp::create(b, loc, place, v[1])};
                          })
                    .getResult(0);
  Value position = at(l.b, l.loc, first, {});
  Value isBad = CmpIOp::create(l.b, l.loc, CmpIPredicate::slt, position, none);
  StringRef name = op->getName().stripDialect();
  scf::IfOp::create(l.b, l.loc, isBad, [&](OpBuilder &b, Location loc) {
    Value id = toIndex(b, loc, at(b, loc, flat, toIndex(b, loc, position)));
    Type i64 = b.getI64Type();
    BadIndexOp::create(b, loc, b.getStringAttr(name), position, IndexCastOp::create(b, loc, i64, id),
                       IndexCastOp::create(b, loc, i64, limit));
    scf::YieldOp::create(b, loc);
  });
}

void addIndexRules(Rules &rules) {
  rules.add<EmbeddingOp>(lowerEmbedding);
  rules.add<OneHotOp>(lowerOneHot);
  rules.add<GatherOp>(lowerGather);
  rules.add<IndexSelectOp>(lowerIndexSelect);
  rules.add<SliceAtOp>(lowerSliceAt);
  rules.add<UpdateAtOp>(lowerUpdateAt);
}

} // namespace hac::linalg_stage
