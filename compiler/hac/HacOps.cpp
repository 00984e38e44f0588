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
  for (auto [input, arg] : llvm::zip(getInputs(), block.getArguments()))
    if (isa<RankedTensorType>(input.getType()) && input.getType() != arg.getType())
      return emitOpError("expected the type of the input, ")
             << input.getType() << ", in the body too, got " << arg.getType();
  for (auto [result, value] : llvm::zip(getResults(), getYielded()))
    if (result.getType() != value.getType())
      return emitOpError("expected the result's type, ")
             << result.getType() << ", in the body too, got " << value.getType();
  return success();
}

LogicalResult PointwiseOp::verify() {
  Block &block = getBody().front();
  if (getMaps().size() != getInputs().size() || block.getNumArguments() != getInputs().size())
    return emitOpError("expected a map and a block argument for each of ")
           << getInputs().size() << " inputs, got " << getMaps().size() << " and "
           << block.getNumArguments();
  auto type = cast<RankedTensorType>(getResult().getType());
  for (auto [input, map, arg] :
       llvm::zip(getInputs(), getMaps().getAsValueRange<AffineMapAttr>(), block.getArguments())) {
    auto from = cast<RankedTensorType>(input.getType());
    if (map.getNumDims() != type.getRank() || map.getNumResults() != from.getRank())
      return emitOpError("expected a map from ")
             << type.getRank() << " to " << from.getRank() << " axes, got " << AffineMapAttr::get(map);
    if (arg.getType() != from.getElementType())
      return emitOpError("expected a scalar of ") << from << ", got " << arg.getType();
    int64_t last = -1; // dims in rising order, or 0
    for (AffineExpr expr : map.getResults()) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      auto zero = dyn_cast<AffineConstantExpr>(expr);
      if (dim ? int64_t(dim.getPosition()) <= last : !zero || zero.getValue() != 0)
        return emitOpError("expected dims in rising order or 0, got ") << AffineMapAttr::get(map);
      last = dim ? int64_t(dim.getPosition()) : last;
    }
  }
  auto end = dyn_cast<ResultOp>(block.back());
  if (!end || end.getNumOperands() != 1 ||
      end.getOperand(0).getType() != type.getElementType())
    return emitOpError("expected a body that ends in hac.result of one ") << type.getElementType();
  return success();
}

// Slice of a stacked tensor: the same without its leading axis.
static bool isStackOf(Type stacked, Type slice, AffineExpr count) {
  auto whole = cast<RankedTensorType>(stacked), part = cast<RankedTensorType>(slice);
  if (whole.getRank() != part.getRank() + 1 || whole.getElementType() != part.getElementType())
    return false;
  SmallVector<AffineExpr> dims = dimsOf(whole);
  return dims.front() == count && ArrayRef(dims).drop_front() == ArrayRef(dimsOf(part));
}

LogicalResult LoopOp::verify() {
  Block &body = getBody().front();
  auto yield = body.empty() ? YieldOp() : dyn_cast<YieldOp>(body.back());
  if (!yield)
    return emitOpError("expected a body that ends in hac.yield");
  size_t states = getInits().size();
  if (body.getNumArguments() != states + getXs().size())
    return emitOpError("expected an argument of the body for each of ")
           << states << " states and " << getXs().size() << " tensors, got " << body.getNumArguments();
  if (getNumResults() < states || yield.getNumOperands() != getNumResults())
    return emitOpError("expected a yielded value for each result, and a result for each state");
  if (getCount().getNumResults() != 1)
    return emitOpError("expected one count");
  AffineExpr count = getCount().getResult(0);
  for (size_t i = 0; i < states; i++)
    for (Type type : {body.getArgument(i).getType(), yield.getOperand(i).getType(), getResult(i).getType()})
      if (type != getInits()[i].getType())
        return emitOpError("expected ") << getInits()[i].getType() << " for state " << i << ", got " << type;
  for (auto [x, arg] : llvm::zip(getXs(), body.getArguments().drop_front(states)))
    if (!isStackOf(x.getType(), arg.getType(), count))
      return emitOpError("expected a slice of ") << x.getType() << ", got " << arg.getType();
  for (auto [y, part] : llvm::zip(getResults().drop_front(states), yield.getOperands().drop_front(states)))
    if (!isStackOf(y.getType(), part.getType(), count))
      return emitOpError("expected a slice of ") << y.getType() << ", got " << part.getType();
  return success();
}

LogicalResult LaneScratchOp::verify() {
  auto type = dyn_cast<MemRefType>(getResult().getType());
  auto arena = dyn_cast<MemRefType>(getArena().getType());
  if (!arena || arena.getRank() != 1 || !arena.getElementType().isInteger(8))
    return emitOpError("expected the arena as bytes, got ") << getArena().getType();
  if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity())
    return emitOpError("expected memory of constant size, got ") << getResult().getType();
  return success();
}
