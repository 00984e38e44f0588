// What `attention` and `attention_weights` have in common.
#pragma once
#include "compiler/hac/HacDialect.h"

namespace hac {

struct AttentionArgs {
  mlir::Value q, k, v, start, sink; ///< start and sink may be null
  mlir::OperandRange reads;         ///< tensors that tapes read
  double scale;
  llvm::ArrayRef<int64_t> counts; ///< of heads, in each group
  mlir::ArrayAttr masks, scores;  ///< a tape or unit for each group

  mlir::RankedTensorType typeOf(mlir::Value operand) const {
    return mlir::cast<mlir::RankedTensorType>(operand.getType());
  }
  int64_t heads() const { return typeOf(q).getDimSize(1); }
  /// Query heads that share a key and value head.
  int64_t share() const { return heads() / typeOf(k).getDimSize(1); }

  /// Tapes count operands from q on: the first one they read is number 5 (dsl/graph/ops.def).
  static constexpr unsigned firstRead = 5;
};

template <class Op> AttentionArgs attentionArgsOf(Op op) {
  return {op.getQ(),     op.getK(),      op.getV(), op.getQStart(), op.getSinkLogit(), op.getReads(),
          op.getScale().convertToDouble(), op.getCounts(), op.getMasks(), op.getScores()};
}
inline AttentionArgs attentionArgsOf(mlir::Operation *op) {
  if (auto weights = mlir::dyn_cast<AttentionWeightsOp>(op))
    return attentionArgsOf(weights);
  return attentionArgsOf(mlir::cast<AttentionOp>(op));
}

} // namespace hac
