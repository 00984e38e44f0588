// iterate: a loop that carries the state as tensors.
#include "compiler/linalg/Lowering.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

LogicalResult lowerIterate(IterateOp op, ValueRange state, IRMapping &map, Lowering &l, const Rules &rules,
                           SmallVector<Value> &results) {
  OpBuilder::InsertionGuard guard(l.b);
  auto copied = [&](Value value) -> Value {
    return bufferization::AllocTensorOp::create(l.b, l.loc, cast<RankedTensorType>(value.getType()), ValueRange(), value);
  };
  // The loop writes its state, which may be an input of the function at first.
  SmallVector<Value> first = llvm::map_to_vector(state, copied);
  auto loop = scf::ForOp::create(l.b, l.loc, l.index(0), l.index(int64_t(op.getCount())), l.index(1), first);
  l.b.setInsertionPointToStart(loop.getBody());
  Block &body = op.getBody().front();
  map.map(body.getArguments(), loop.getRegionIterArgs());
  if (failed(lowerOps(body, map, l, rules)))
    return failure();
  SmallVector<Value> next =
      llvm::map_to_vector(body.getTerminator()->getOperands(), [&](Value v) { return map.lookup(v); });
  // The new state goes where the old one is, so that the loop needs no buffer per iteration. It is
  // complete before any of the old one is overwritten: a body may swap two states.
  l.loc = op.getLoc();
  next = llvm::map_to_vector(next, copied);
  for (auto [value, old] : llvm::zip(next, loop.getRegionIterArgs()))
    value = bufferization::MaterializeInDestinationOp::create(l.b, l.loc, old.getType(), value, old).getResult();
  scf::YieldOp::create(l.b, l.loc, next);
  results = llvm::to_vector(ValueRange(loop.getResults()));
  return success();
}

} // namespace hac::linalg_stage
