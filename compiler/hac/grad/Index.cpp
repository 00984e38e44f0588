// Gathers: the gradient of an element is added where it was read, in the order of the indices.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {

void addIndexRules(Rules &rules) {
  rules.add<EmbeddingOp>([](Backward &g) {
    auto op = cast<EmbeddingOp>(g.op);
    Value dy = g.dy(), ids = op.getIds();
    if (int64_t padding = op.getPaddingIdx(); padding >= 0) { // that row learns nothing
      Dims column = dimsOf(typeOf(ids));
      column.push_back(g.o.constant(1));
      dy = g.o.where(g.o.equal(g.o.reshape(ids, column), double(padding)), 0, dy);
    }
    g.give(op.getW(), g.o.indexAdd(ids, dy, 0, dimsOf(typeOf(op.getW()))[0]));
  });
  rules.add<IndexSelectOp>([](Backward &g) {
    auto op = cast<IndexSelectOp>(g.op);
    int64_t axis = op.getAxis();
    g.give(op.getX(), g.o.indexAdd(op.getIdx(), g.dy(), axis, dimsOf(typeOf(op.getX()))[size_t(axis)]));
  });
  rules.add<GatherOp>([](Backward &g) {
    auto op = cast<GatherOp>(g.op);
    Axes axis = {int64_t(op.getAxis())};
    g.give(op.getX(), ScatterAddOp::create(g.o.b, g.o.loc, typeOf(op.getX()), op.getIdx(), g.dy(), axis));
  });
  rules.add<SliceAtOp>([](Backward &g) { // back where it was taken from
    auto op = cast<SliceAtOp>(g.op);
    g.give(op.getX(), UpdateAtOp::create(g.o.b, g.o.loc, typeOf(op.getX()), g.o.zerosLike(op.getX()), op.getStart(),
                                         g.dy(), op.getAxis()));
  });
  rules.add<UpdateAtOp>([](Backward &g) { // x has no part in what y replaced
    auto op = cast<UpdateAtOp>(g.op);
    Value dy = g.dy(), start = op.getStart();
    if (g.wants(op.getX()))
      g.give(op.getX(), UpdateAtOp::create(g.o.b, g.o.loc, typeOf(op.getX()), dy, start, g.o.zerosLike(op.getY()),
                                           op.getAxis()));
    if (g.wants(op.getY()))
      g.give(op.getY(), SliceAtOp::create(g.o.b, g.o.loc, typeOf(op.getY()), dy, start, op.getAxis()));
  });
  rules.add<GatherNdOp>([](Backward &g) {
    auto op = cast<GatherNdOp>(g.op);
    g.give(op.getX(), ScatterNdAddOp::create(g.o.b, g.o.loc, typeOf(op.getX()), g.dy(), op.getIds()));
  });
}

} // namespace hac::grad
