// A fusion group: outside it gets destinations, inside elementwise ops become scalar code.
#include "compiler/linalg/Build.h"

namespace hac::linalg_stage {

/// Whether neighbours in the last axis may lie apart: slices with a step, one column of a matrix.
static bool isSparse(Value tensor) {
  for (bool reshaped = false; Operation *op = tensor.getDefiningOp();) {
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
      ArrayRef<int64_t> sizes = slice.getStaticSizes(), whole = slice.getSourceType().getShape();
      if (sizes.empty())
        return false;
      if (slice.getStaticStrides().back() != 1 ||
          (reshaped && sizes.back() == 1 && whole.back() != 1))
        return true;
      tensor = slice.getSource();
    } else if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op)) {
      reshaped = true;
      tensor = op->getOperand(0);
    } else {
      return false;
    }
  }
  return false;
}

// By index: upstream folds a generic that only passes its operand on.
static Value copied(Value tensor, RankedTensorType type, Lowering &l) {
  return l.walk(type, [&](OpBuilder &b, Location loc, ValueRange i) { return at(b, loc, tensor, i); });
}

LogicalResult lowerGroup(GroupOp op, ValueRange operands, Lowering &l, const Rules &rules,
                         SmallVector<Value> &results) {
  SmallVector<Value> inputs, outputs;
  for (auto [old, input] : llvm::zip(op.getInputs(), operands)) {
    auto type = cast<RankedTensorType>(old.getType());
    inputs.push_back(isSparse(input) ? copied(input, type, l) : input);
  }
  for (Value result : op.getResults()) {
    auto type = cast<RankedTensorType>(result.getType());
    outputs.push_back(l.empty(dimsOf(type), plainType(type).getElementType()));
  }
  for (EmbeddingOp gather : op.getBody().front().getOps<EmbeddingOp>()) {
    Value ids = operands[cast<BlockArgument>(gather.getIds()).getArgNumber()];
    l.loc = gather.getLoc();
    checkIds(gather, ids, gather.getIds(), dimsOf(cast<RankedTensorType>(gather.getW().getType()))[0], l);
  }
  l.loc = op.getLoc();
  auto group = GroupOp::create(l.b, op.getLoc(), TypeRange(outputs), inputs, outputs,
                               op.getNumberAttr(), op.getAnchorAttr());
  group->setDiscardableAttrs(op->getDiscardableAttrDictionary());

  OpBuilder::InsertionGuard guard(l.b);
  Block &old = op.getBody().front();
  Block *body = l.b.createBlock(&group.getBody());
  IRMapping map;
  for (BlockArgument arg : old.getArguments())
    map.map(arg, body->addArgument(plainType(cast<RankedTensorType>(arg.getType())), arg.getLoc()));
  l.inGroup = true;
  for (Operation &inner : old.without_terminator()) {
    l.loc = inner.getLoc();
    if (!inner.hasTrait<Pointwise>()) {
      Operation *clone = l.b.clone(inner, map);
      for (Value result : clone->getResults())
        result.setType(plainType(cast<RankedTensorType>(result.getType())));
      continue;
    }
    const Lowering::Rule *rule = rules.find(inner.getName().getStringRef());
    if (!rule)
      return inner.emitError("internal: no lowering for ") << inner.getName() << " [hac-X900]";
    SmallVector<Value> operands =
        llvm::map_to_vector(inner.getOperands(), [&](Value v) { return map.lookup(v); });
    map.map(inner.getResults(), (*rule)(&inner, operands, l));
  }
  l.inGroup = false;
  ResultOp::create(l.b, op.getLoc(),
                   llvm::map_to_vector(op.getYielded(), [&](Value v) { return map.lookup(v); }));
  results.assign(group->result_begin(), group->result_end());
  return success();
}

} // namespace hac::linalg_stage
