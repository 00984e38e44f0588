// conv1d and conv2d. With another border than zeros the input is padded first, by an op of its own.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

// {before, after} of the spatial axes as a list for every axis of x, as `pad` has it.
Axes paddingOfAllAxes(int64_t rank, ArrayRef<int64_t> spatial) {
  Axes all(size_t(2 * rank), 0);
  llvm::copy(spatial, all.begin() + (rank == 3 ? 2 : 4));
  return all;
}

Value padded(Ops &o, Value x, ArrayRef<int64_t> padding, int64_t mode) {
  Axes all = paddingOfAllAxes(rankOf(x), padding);
  Dims dims = dimsOf(typeOf(x));
  for (size_t axis = 0; axis < dims.size(); axis++)
    dims[axis] = addDims(dims[axis], o.constant(all[2 * axis] + all[2 * axis + 1]));
  return PadOp::create(o.b, o.loc, o.type(dims, elementOf(x)), x, all, mode, o.b.getF64FloatAttr(0));
}

template <typename Op> LogicalResult convolution(Backward &g) {
  auto op = cast<Op>(g.op);
  Ops &o = g.o;
  if (op.getMode() != 0)
    return g.recompose([&]() -> SmallVector<Value> {
      Value x = padded(o, op.getX(), op.getPadding(), op.getMode());
      Axes none(op.getPadding().size(), 0);
      return {Op::create(o.b, o.loc, typeOf(op.getResult()), x, op.getW(), op.getB(), op.getStride(), none,
                         op.getDilation(), op.getGroups(), 0)};
    });
  Value dy = g.dy();
  if (g.wants(op.getX()))
    g.give(op.getX(), ConvInputGradOp::create(o.b, o.loc, typeOf(op.getX()), dy, op.getW(), op.getStride(),
                                              op.getPadding(), op.getDilation(), op.getGroups()));
  if (g.wants(op.getW()))
    g.give(op.getW(), ConvWeightGradOp::create(o.b, o.loc, typeOf(op.getW()), dy, op.getX(), op.getStride(),
                                               op.getPadding(), op.getDilation(), op.getGroups()));
  if (op.getB() && g.wants(op.getB()))
    g.give(op.getB(), o.sum(dy, axesBut(rankOf(dy), channelAxis(rankOf(dy)))));
  return success();
}

} // namespace

void addConvRules(Rules &rules) {
  rules.add<Conv1dOp>(convolution<Conv1dOp>);
  rules.add<Conv2dOp>(convolution<Conv2dOp>);
}

} // namespace hac::grad
