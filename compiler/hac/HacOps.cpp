// Code of ops that are more than their definition in HacOps.td.
#include "compiler/hac/HacDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace hac;

#define GET_OP_CLASSES
#include "compiler/hac/HacOps.cpp.inc"

Operation *GroupOp::getAnchorOp() {
  for (Operation &op : getBody().front().without_terminator())
    if (op.getName().stripDialect() == getAnchor() && !isa<PointwiseOp>(op))
      return &op;
  return nullptr;
}

// On buffers it reads its inputs and writes its outputs; on tensors it has no effect.
void GroupOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  auto add = [&](MutableOperandRange operands, MemoryEffects::Effect *effect) {
    for (OpOperand &operand : operands)
      if (isa<BaseMemRefType>(operand.get().getType()))
        effects.emplace_back(effect, &operand, SideEffects::DefaultResource::get());
  };
  add(getInputsMutable(), MemoryEffects::Read::get());
  add(getOutputsMutable(), MemoryEffects::Write::get());
}

LogicalResult GroupOp::verify() {
  Block &block = getBody().front();
  if (block.empty() || !isa<ResultOp>(block.back()))
    return emitOpError("expected a body that ends in hac.result");
  if (block.getNumArguments() != getInputs().size())
    return emitOpError("expected one block argument for each input, got ")
           << block.getNumArguments() << " for " << getInputs().size();
  size_t yielded = getYielded().size();
  if (!getOutputs().empty() && getOutputs().size() != yielded)
    return emitOpError("expected an output for each of ") << yielded << " results";
  if (getNumResults() != 0 && getNumResults() != yielded)
    return emitOpError("expected a result for each of ") << yielded << " values";
  return success();
}
