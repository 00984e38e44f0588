// Loops that carry their state as tensors.
#include "compiler/linalg/Lowering.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hac::linalg_stage {

static Value copied(Lowering &l, Value value) {
  return bufferization::AllocTensorOp::create(l.b, l.loc, cast<RankedTensorType>(value.getType()), ValueRange(), value);
}

// The new state goes where the old one is, so that the loop needs no buffer per turn. It is complete
// before any of the old one is overwritten: a body may swap two states.
static SmallVector<Value> inPlace(Lowering &l, ArrayRef<Value> next, ValueRange old) {
  SmallVector<Value> state = llvm::map_to_vector(next, [&](Value v) { return copied(l, v); });
  for (auto [value, place] : llvm::zip(state, old))
    value = bufferization::MaterializeInDestinationOp::create(l.b, l.loc, place.getType(), value, place).getResult();
  return state;
}

static SmallVector<Value> yielded(Block &body, IRMapping &map) {
  return llvm::map_to_vector(body.getTerminator()->getOperands(), [&](Value v) { return map.lookup(v); });
}

LogicalResult lowerIterate(IterateOp op, ValueRange state, IRMapping &map, Lowering &l, const Rules &rules,
                           SmallVector<Value> &results) {
  OpBuilder::InsertionGuard guard(l.b);
  // The loop writes its state, which may be an input of the function at first.
  SmallVector<Value> first = llvm::map_to_vector(state, [&](Value v) { return copied(l, v); });
  auto loop = scf::ForOp::create(l.b, l.loc, l.index(0), l.index(int64_t(op.getCount())), l.index(1), first);
  l.b.setInsertionPointToStart(loop.getBody());
  Block &body = op.getBody().front();
  map.map(body.getArguments(), loop.getRegionIterArgs());
  if (failed(lowerOps(body, map, l, rules)))
    return failure();
  l.loc = op.getLoc();
  scf::YieldOp::create(l.b, l.loc, inPlace(l, yielded(body, map), loop.getRegionIterArgs()));
  results = llvm::to_vector(ValueRange(loop.getResults()));
  return success();
}

// Where slice i of a stacked tensor lies.
struct SlicePlace {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  SlicePlace(Lowering &l, ArrayRef<AffineExpr> dims, Value i)
      : offsets(dims.size(), l.b.getIndexAttr(0)), sizes(l.sizes(dims)), strides(dims.size(), l.b.getIndexAttr(1)) {
    offsets[0] = i;
    sizes[0] = l.b.getIndexAttr(1);
  }
};

LogicalResult lowerLoop(LoopOp op, ValueRange operands, IRMapping &map, Lowering &l, const Rules &rules,
                        SmallVector<Value> &results) {
  OpBuilder::InsertionGuard guard(l.b);
  size_t states = op.getInits().size();
  SmallVector<Value> carried = llvm::map_to_vector(operands.take_front(states), [&](Value v) { return copied(l, v); });
  for (Value result : op.getResults().drop_front(states)) {
    auto type = cast<RankedTensorType>(result.getType());
    carried.push_back(l.empty(dimsOf(type), plainType(type).getElementType()));
  }
  Value count = l.dim(op.getCount().getResult(0));
  auto loop = scf::ForOp::create(l.b, l.loc, l.index(0), count, l.index(1), carried);
  l.b.setInsertionPointToStart(loop.getBody());
  Value turn = loop.getInductionVar();
  if (op.getReverse())
    turn = arith::SubIOp::create(l.b, l.loc, arith::SubIOp::create(l.b, l.loc, count, l.index(1)), turn);

  Block &body = op.getBody().front();
  map.map(body.getArguments().take_front(states), loop.getRegionIterArgs().take_front(states));
  for (auto [x, given, arg] : llvm::zip(op.getXs(), operands.drop_front(states), body.getArguments().drop_front(states))) {
    SlicePlace place(l, dimsOf(cast<RankedTensorType>(x.getType())), turn);
    map.map(arg, tensor::ExtractSliceOp::create(l.b, l.loc, plainType(cast<RankedTensorType>(arg.getType())), given,
                                                place.offsets, place.sizes, place.strides));
  }
  if (failed(lowerOps(body, map, l, rules)))
    return failure();
  l.loc = op.getLoc();
  SmallVector<Value> made = yielded(body, map);
  SmallVector<Value> next;
  // Slices are written before the state, which they may show.
  for (auto [piece, result, whole] : llvm::zip(ArrayRef(made).drop_front(states), op.getResults().drop_front(states),
                                               loop.getRegionIterArgs().drop_front(states))) {
    SlicePlace place(l, dimsOf(cast<RankedTensorType>(result.getType())), turn);
    next.push_back(tensor::InsertSliceOp::create(l.b, l.loc, piece, whole, place.offsets, place.sizes, place.strides));
  }
  SmallVector<Value> state = inPlace(l, ArrayRef(made).take_front(states), loop.getRegionIterArgs().take_front(states));
  llvm::append_range(state, next);
  scf::YieldOp::create(l.b, l.loc, state);
  results = llvm::to_vector(ValueRange(loop.getResults()));
  return success();
}

} // namespace hac::linalg_stage
