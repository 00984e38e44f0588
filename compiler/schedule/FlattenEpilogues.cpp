// Lets elementwise ops run over rows and columns, as the linear before them does.
#include "compiler/schedule/Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_FLATTENEPILOGUES
#include "compiler/schedule/Passes.h.inc"

namespace {

using linalg::GenericOp;

/// The only use of a value, seen through reshapes: each of them keeps the elements in order.
OpOperand *onlyUse(Value value) {
  while (value.hasOneUse()) {
    OpOperand &use = *value.use_begin();
    if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(use.getOwner()))
      return &use;
    value = use.getOwner()->getResult(0);
  }
  return nullptr;
}

bool isElementwise(GenericOp op) {
  return op.getNumParallelLoops() == op.getNumLoops() && op.getNumResults() == 1 &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity() &&
         !op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)) && !op.hasIndexSemantics();
}

/// [0, 1, .., rank-2], [rank-1].
SmallVector<ReassociationIndices> rowsAndColumns(int64_t rank) {
  return {llvm::to_vector(llvm::seq<int64_t>(0, rank - 1)), {rank - 1}};
}

/// The map over (row, column) that reads what `map` reads over the loops of an op of this rank, or
/// nothing if rows and columns are not enough to say it.
std::optional<AffineMap> flatMap(AffineMap map) {
  unsigned rank = map.getNumDims();
  MLIRContext *context = map.getContext();
  if (map.isIdentity())
    return AffineMap::getMultiDimIdentityMap(2, context);
  if (map.getNumResults() == 0)
    return AffineMap::get(2, 0, context);
  if (map.getNumResults() == 1 && map.getResult(0) == getAffineDimExpr(rank - 1, context))
    return AffineMap::get(2, 0, getAffineDimExpr(1, context));
  return std::nullopt;
}

/// The sizes of a tensor without asking it: a tensor.dim would be a use that keeps it in memory.
SmallVector<OpFoldResult> sizesOf(OpBuilder &b, Location loc, Value tensor) {
  while (auto op = tensor.getDefiningOp<DestinationStyleOpInterface>())
    tensor = op.getTiedOpOperand(cast<OpResult>(tensor))->get();
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return empty.getMixedSizes();
  return tensor::getMixedSizes(b, loc, tensor);
}

void eraseUnused(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !isOpTriviallyDead(op))
    return;
  SmallVector<Value> operands(op->getOperands());
  op->erase();
  for (Value operand : operands)
    eraseUnused(operand);
}

/// `op` reads `rows` [m, n] as [.., n]. Returns the op over (m, n), or null and changes nothing.
GenericOp flatten(GenericOp op, OpOperand *use, Value rows) {
  auto rowsType = cast<RankedTensorType>(rows.getType());
  auto type = cast<RankedTensorType>(op.getResult(0).getType());
  if (type.getRank() < 3 || type.getShape().back() != rowsType.getDimSize(1) ||
      rowsType.isDynamicDim(1) || !op.getMatchingIndexingMap(use).isIdentity())
    return nullptr;
  SmallVector<AffineMap> maps;
  for (AffineMap map : op.getIndexingMapsArray()) {
    std::optional<AffineMap> flat = flatMap(map);
    if (!flat)
      return nullptr;
    maps.push_back(*flat);
  }

  OpBuilder b(op);
  Location loc = op.getLoc();
  SmallVector<Value> inputs;
  for (OpOperand *input : op.getDpsInputOperands()) {
    Value value = input->get();
    if (input == use)
      value = rows;
    else if (op.getMatchingIndexingMap(input).isIdentity())
      value = tensor::CollapseShapeOp::create(b, loc, value, rowsAndColumns(type.getRank()));
    inputs.push_back(value);
  }
  Value init = tensor::EmptyOp::create(b, loc, sizesOf(b, loc, rows), type.getElementType());
  SmallVector<utils::IteratorType> loops(2, utils::IteratorType::parallel);
  auto flat = GenericOp::create(b, loc, TypeRange(init.getType()), inputs, ValueRange(init), maps,
                                loops, /*bodyBuild=*/nullptr);
  flat->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  flat.getRegion().takeBody(op.getRegion());
  Value result =
      tensor::ExpandShapeOp::create(b, loc, type, flat.getResult(0), rowsAndColumns(type.getRank()),
                                    sizesOf(b, loc, op.getDpsInits()[0]));
  op.getResult(0).replaceAllUsesWith(result);
  SmallVector<Value> operands(op->getOperands());
  op.erase();
  for (Value operand : operands)
    eraseUnused(operand);
  return flat;
}

struct FlattenEpilogues : impl::FlattenEpiloguesBase<FlattenEpilogues> {
  void runOnOperation() override {
    SmallVector<GenericOp> anchors;
    getOperation()->walk([&](GenericOp op) {
      if (op->hasAttr(HacScheduleDialect::anchorAttrName))
        anchors.push_back(op);
    });
    for (GenericOp anchor : anchors)
      flattenAfter(anchor.getResult(0));
  }

private:
  static void flattenAfter(Value rows) {
    while (OpOperand *use = onlyUse(rows)) {
      auto op = dyn_cast<GenericOp>(use->getOwner());
      if (!op || op->getBlock() != rows.getDefiningOp()->getBlock() || !isElementwise(op))
        return;
      if (use->get() != rows) {
        op = flatten(op, use, rows);
        if (!op)
          return;
      }
      rows = op.getResult(0);
    }
  }
};

} // namespace
} // namespace hac::schedule
