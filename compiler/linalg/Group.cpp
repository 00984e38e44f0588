// A fusion group: outside it gets destinations, inside elementwise ops become scalar code.
#include "compiler/linalg/Lowering.h"

namespace hac::linalg_stage {

LogicalResult lowerGroup(GroupOp op, ValueRange inputs, Lowering &l, const Rules &rules,
                         SmallVector<Value> &results) {
  SmallVector<Value> outputs;
  for (Value result : op.getResults()) {
    auto type = cast<RankedTensorType>(result.getType());
    outputs.push_back(l.empty(dimsOf(type), plainType(type).getElementType()));
  }
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
