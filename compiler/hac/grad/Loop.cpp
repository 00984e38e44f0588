// iterate: forwards once more, keeping the state at the start of each turn; then the turns from the
// last to the first, each computed again from its state and differentiated.
#include "compiler/hac/grad/Rule.h"

#include "mlir/IR/IRMapping.h"

namespace hac::grad {
namespace {

// The body's ops at the builder's place; returns what it yields.
SmallVector<Value> copyBody(Ops &o, IterateOp op, ValueRange state) {
  Block &body = op.getBody().front();
  IRMapping map;
  map.map(body.getArguments(), state);
  for (Operation &inner : body.without_terminator())
    o.b.clone(inner, map);
  return llvm::map_to_vector(body.getTerminator()->getOperands(), [&](Value v) { return map.lookupOrDefault(v); });
}

LoopOp makeLoop(Ops &o, IterateOp op, TypeRange results, ValueRange inits, ValueRange xs, bool reverse,
                llvm::function_ref<SmallVector<Value>(ValueRange arguments)> body) {
  auto loop = LoopOp::create(o.b, op.getLoc(), results, inits, xs, o.map(o.constant(op.getCount())).getValue(), reverse);
  OpBuilder::InsertionGuard guard(o.b);
  Block *block = o.b.createBlock(&loop.getBody());
  for (Value init : inits)
    block->addArgument(init.getType(), op.getLoc());
  for (Value x : xs) {
    Dims dims = dimsOf(typeOf(x));
    block->addArgument(o.type(ArrayRef(dims).drop_front(), elementOf(x)), op.getLoc());
  }
  YieldOp::create(o.b, op.getLoc(), body(block->getArguments()));
  return loop;
}

// The state before each turn, stacked.
SmallVector<Value> statesOf(Ops &o, IterateOp op) {
  SmallVector<Type> results(op.getXs().getTypes());
  for (Value x : op.getXs()) {
    Dims dims = dimsOf(typeOf(x));
    dims.insert(dims.begin(), o.constant(op.getCount()));
    results.push_back(o.type(dims, elementOf(x)));
  }
  LoopOp loop = makeLoop(o, op, results, op.getXs(), {}, false, [&](ValueRange state) {
    SmallVector<Value> next = copyBody(o, op, state);
    llvm::append_range(next, state);
    return next;
  });
  return SmallVector<Value>(ValueRange(loop.getResults().drop_front(op.getXs().size())));
}

LogicalResult iterate(Backward &g) {
  auto op = cast<IterateOp>(g.op);
  Ops &o = g.o;
  SmallVector<unsigned> reals; // numbers of the states that have gradients
  SmallVector<Value> inits, captured;
  for (auto [i, x] : llvm::enumerate(op.getXs()))
    if (isa<FloatType>(elementOf(x))) {
      reals.push_back(unsigned(i));
      inits.push_back(g.dy(unsigned(i)));
    }
  for (Value v : capturedBy(op.getBody()))
    if (g.wants(v)) {
      captured.push_back(v);
      inits.push_back(o.zerosLike(v));
    }
  SmallVector<Value> states = statesOf(o, op);

  LogicalResult result = success();
  LoopOp loop = makeLoop(o, op, TypeRange(ValueRange(inits)), inits, states, true, [&](ValueRange arguments) {
    ValueRange gradients = arguments.take_front(inits.size()), state = arguments.drop_front(inits.size());
    SmallVector<Value> targets(captured);
    for (unsigned i : reals)
      targets.push_back(state[i]);
    Reverse turn(o);
    SmallVector<Value> next = turn.record(targets, [&] { return copyBody(o, op, state); });
    for (auto [gradient, i] : llvm::zip(gradients, reals))
      turn.add(next[i], gradient);
    if (failed(turn.run()))
      result = failure();
    SmallVector<Value> sums;
    for (unsigned i : reals) {
      Value gradient = turn.gradientOf(state[i]);
      sums.push_back(gradient ? gradient : o.zerosLike(state[i]));
    }
    for (auto [value, sum] : llvm::zip(captured, gradients.drop_front(reals.size()))) {
      Value gradient = turn.gradientOf(value);
      sums.push_back(gradient ? o.add(sum, gradient) : sum);
    }
    return sums;
  });
  for (auto [gradient, i] : llvm::zip(loop.getResults(), reals))
    g.give(i, gradient);
  for (auto [gradient, value] : llvm::zip(loop.getResults().drop_front(reals.size()), captured))
    g.give(value, gradient);
  return result;
}

} // namespace

void addLoopRules(Rules &rules) { rules.add<IterateOp>(iterate); }

} // namespace hac::grad
