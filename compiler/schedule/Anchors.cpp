#include "compiler/schedule/Anchors.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

namespace hac::schedule {

const Family *familyOf(Operation *op) {
  static const llvm::StringMap<const Family *> families = {
      {AttentionOp::getOperationName(), &attentionFamily},
      {AttentionWeightsOp::getOperationName(), &attentionFamily},
      {LinearOp::getOperationName(), &linearFamily},
      {MatmulOp::getOperationName(), &matmulFamily},
      {DirectConvOp::getOperationName(), &convFamily},
      {DirectPoolOp::getOperationName(), &poolFamily},
      {PermuteOp::getOperationName(), &transposeFamily},
      {TransposeOp::getOperationName(), &transposeFamily},
      {LayerNormOp::getOperationName(), &rowFamily},
      {RmsNormOp::getOperationName(), &rowFamily},
      {NormalizeOp::getOperationName(), &rowFamily},
      {SoftmaxOp::getOperationName(), &rowFamily},
      {LogSoftmaxOp::getOperationName(), &rowFamily},
      {RopeOp::getOperationName(), &ropeFamily},
      {SumOp::getOperationName(), &reductionFamily},
      {MeanOp::getOperationName(), &reductionFamily},
      {ProdOp::getOperationName(), &reductionFamily},
      {AmaxOp::getOperationName(), &reductionFamily},
      {AminOp::getOperationName(), &reductionFamily},
      {NormOp::getOperationName(), &reductionFamily},
      {VarOp::getOperationName(), &reductionFamily},
      {StddevOp::getOperationName(), &reductionFamily},
      {LogsumexpOp::getOperationName(), &reductionFamily},
      {EmbeddingOp::getOperationName(), &gatherFamily},
  };
  return families.lookup(op->getName().getStringRef());
}

bool isGroupElement(Type element) { return element.isF32() || element.isSignedInteger(32) || element.isSignlessInteger(32); }

std::optional<int64_t> constantRows(RankedTensorType type) {
  int64_t rows = 1;
  for (int64_t size : type.getShape().drop_back()) {
    if (ShapedType::isDynamic(size))
      return std::nullopt;
    rows *= size;
  }
  return rows;
}

unsigned inputNumber(GroupOp group, Value bodyValue) {
  return cast<BlockArgument>(bodyValue).getArgNumber();
}

GroupOp addWorkspace(GroupOp group, RankedTensorType type) {
  OpBuilder b(group);
  SmallVector<Type> types(group.getResultTypes());
  types.push_back(type);
  auto made = GroupOp::create(b, group.getLoc(), types, group.getInputs(), group.getOutputs(), group.getNumberAttr(),
                              group.getAnchorAttr());
  made->setDiscardableAttrs(group->getDiscardableAttrDictionary());
  made.getBody().takeBody(group.getBody());
  auto end = cast<ResultOp>(made.getBody().front().getTerminator());
  b.setInsertionPoint(end);
  end->insertOperands(end->getNumOperands(), WorkspaceOp::create(b, group.getLoc(), type).getResult());
  group->replaceAllUsesWith(made.getResults().drop_back());
  group.erase();
  return made;
}

void packInput(GroupOp group, unsigned index, RankedTensorType packed, DictionaryAttr pack) {
  auto param = group.getInputs()[index].getDefiningOp<ParamOp>();
  OpBuilder b(param);
  auto made = ParamOp::create(b, param.getLoc(), packed, param.getNameAttr(), pack, IntegerAttr());
  group.getInputsMutable()[index].set(made);
  group.getBody().getArgument(index).setType(packed);
  if (param->use_empty())
    param.erase();
}

} // namespace hac::schedule
