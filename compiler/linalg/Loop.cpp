// iterate: a loop that carries the state as tensors.
#include "compiler/linalg/Lowering.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

LogicalResult lowerIterate(IterateOp op, ValueRange state, IRMapping &map, Lowering &l, const Rules &rules,
                           SmallVector<Value> &results) {
  OpBuilder::InsertionGuard guard(l.b);
  auto loop = scf::ForOp::create(l.b, l.loc, l.index(0), l.index(int64_t(op.getCount())), l.index(1), state);
  l.b.setInsertionPointToStart(loop.getBody());
  Block &body = op.getBody().front();
  map.map(body.getArguments(), loop.getRegionIterArgs());
  if (failed(lowerOps(body, map, l, rules)))
    return failure();
  SmallVector<Value> next =
      llvm::map_to_vector(body.getTerminator()->getOperands(), [&](Value v) { return map.lookup(v); });
  scf::YieldOp::create(l.b, op.getLoc(), next);
  results = llvm::to_vector(ValueRange(loop.getResults()));
  return success();
}

} // namespace hac::linalg_stage
