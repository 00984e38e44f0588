// map and reduce: the derivative of the user's lambda.
#include "compiler/hac/grad/Rule.h"

namespace hac::grad {
namespace {

// Integers of a lambda are i64, reals f32.
Value toTape(Ops &o, Value x) {
  Type element = elementOf(x);
  if (isa<FloatType>(element))
    return o.cast(x, o.b.getF32Type());
  return element.isInteger(1) ? x : o.cast(x, o.b.getI64Type());
}

LogicalResult map(Backward &g) {
  auto op = cast<MapOp>(g.op);
  return g.recompose([&]() -> SmallVector<Value> {
    SmallVector<Value> variables;
    for (Value x : op.getXs())
      variables.push_back(toTape(g.o, x));
    Value y = tapeAsOps(g.o, decodeTape(op.getFn().getWords()), variables, {});
    return {g.o.broadcastTo(y, dimsOf(typeOf(op.getResult())))};
  });
}

// x * y as a lambda of two reals.
TapeAttr productTape(MLIRContext *context) {
  using blob::tape_kind, blob::tape_op;
  Tape tape{2, 0, 2, 0, tape_kind::real, {}};
  tape.ops.push_back({tape_op::var, tape_kind::real, {0, 0, 0, 0}, 0, 0});
  tape.ops.push_back({tape_op::var, tape_kind::real, {0, 0, 0, 0}, 0, 1});
  tape.ops.push_back({tape_op::mul, tape_kind::real, {0, 1, 0, 0}, 0, 0});
  return TapeAttr::get(context, encodeTape(tape));
}

// That of the fold from left to right, a_i+1 = f(a_i, x_i):
//     dx_i = dy * (product over j > i of df/da at (a_j, x_j)) * df/dx at (a_i, x_i)
LogicalResult reduce(Backward &g) {
  auto op = cast<ReduceOp>(g.op);
  Ops &o = g.o;
  Axes axes(op.getAxes());
  auto fold = [&](Value x, TapeAttr fn, double identity, bool reverse) -> Value {
    return FoldBeforeOp::create(o.b, o.loc, x.getType(), x, fn, llvm::APFloat(identity), axes, reverse);
  };
  Value x = o.wide(op.getX());
  Value before = fold(x, op.getFn(), op.getIdentity().convertToDouble(), false);

  // Both derivatives of f, as those of the sum of f over all places.
  Reverse inner(o);
  Value next = inner.record({before, x}, [&]() -> SmallVector<Value> {
    Value y = tapeAsOps(o, decodeTape(op.getFn().getWords()), {before, x}, {});
    return {o.broadcastTo(y, dimsOf(typeOf(x)))};
  })[0];
  inner.add(next, o.full(dimsOf(typeOf(next)), elementOf(next), 1));
  if (failed(inner.run()))
    return failure();
  auto slope = [&](Value by) {
    Value d = inner.gradientOf(by);
    return d ? d : o.zerosLike(x);
  };
  Value after = fold(slope(before), productTape(op.getContext()), 1, true);
  g.give(0, o.mul(o.mul(o.keepAxes(o.wide(g.dy()), x, axes), after), slope(x)));
  return success();
}

} // namespace

void addUserRules(Rules &rules) {
  rules.add<MapOp>(map);
  rules.add<ReduceOp>(reduce);
}

} // namespace hac::grad
