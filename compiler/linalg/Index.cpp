// Gathers: the index of each element of the result is looked up, and clamped so that nothing is
// read out of bounds even where the index was not checked before the call.
#include "compiler/linalg/Build.h"

namespace hac::linalg_stage {

using namespace arith;

namespace {

Value lookUp(OpBuilder &b, Location loc, Value ids, ValueRange position, Value size) {
  return clampIndex(b, loc, toIndex(b, loc, at(b, loc, ids, position)), size);
}

SmallVector<Value> lowerEmbedding(EmbeddingOp op, ValueRange in, Lowering &l) {
  Value rows = l.dim(dimsOf(typeOf(op.getW()))[0]);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    return at(b, loc, in[1], {lookUp(b, loc, in[0], i.drop_back(), rows), i.back()});
  })};
}

// An id outside the classes gives a row of zeros, and an error if it is an input.
SmallVector<Value> lowerOneHot(OneHotOp op, ValueRange in, Lowering &l) {
  RankedTensorType type = typeOf(op.getResult());
  return {l.walk(type, [&](OpBuilder &b, Location loc, ValueRange i) {
    Value id = toIndex(b, loc, at(b, loc, in[0], i.drop_back()));
    Value hit = CmpIOp::create(b, loc, CmpIPredicate::eq, id, i.back());
    return fromCompute(b, loc, castScalar(b, loc, hit, b.getI1Type(), type.getElementType()), type.getElementType());
  })};
}

SmallVector<Value> lowerGather(GatherOp op, ValueRange in, Lowering &l) {
  Value size = l.dim(dimsOf(typeOf(op.getX()))[op.getAxis()]);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    SmallVector<Value> from(i);
    from[op.getAxis()] = lookUp(b, loc, in[1], i, size);
    return at(b, loc, in[0], from);
  })};
}

SmallVector<Value> lowerIndexSelect(IndexSelectOp op, ValueRange in, Lowering &l) {
  Value size = l.dim(dimsOf(typeOf(op.getX()))[op.getAxis()]);
  return {l.walk(typeOf(op.getResult()), [&](OpBuilder &b, Location loc, ValueRange i) {
    SmallVector<Value> from(i);
    from[op.getAxis()] = lookUp(b, loc, in[1], i[op.getAxis()], size);
    return at(b, loc, in[0], from);
  })};
}

} // namespace

void addIndexRules(Rules &rules) {
  rules.add<EmbeddingOp>(lowerEmbedding);
  rules.add<OneHotOp>(lowerOneHot);
  rules.add<GatherOp>(lowerGather);
  rules.add<IndexSelectOp>(lowerIndexSelect);
}

} // namespace hac::linalg_stage
