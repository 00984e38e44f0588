// How a fusion group becomes one on memory: it reads its inputs and writes its outputs, which its
// results are. Its body stays: it says what is computed, and speaks of tensors.
#include "compiler/bufferize/Bufferize.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

namespace hac::bufferize {
namespace {

using namespace mlir;
using namespace mlir::bufferization;

struct GroupModel : BufferizableOpInterface::ExternalModel<GroupModel, GroupOp> {
  static bool isOutput(Operation *op, OpOperand &operand) {
    return operand.getOperandNumber() >= cast<GroupOp>(op).getInputs().size();
  }
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return !isOutput(op, operand);
  }
  bool bufferizesToMemoryWrite(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return isOutput(op, operand);
  }
  AliasingValueList getAliasingValues(Operation *op, OpOperand &operand,
                                      const AnalysisState &) const {
    if (!isOutput(op, operand))
      return {};
    unsigned number = operand.getOperandNumber() - cast<GroupOp>(op).getInputs().size();
    return {{op->getResult(number), BufferRelation::Equivalent, /*isDefinite=*/true}};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options, BufferizationState &state) const {
    auto group = cast<GroupOp>(op);
    auto buffersOf = [&](OperandRange tensors, SmallVector<Value> &buffers) -> LogicalResult {
      for (Value tensor : tensors) {
        FailureOr<Value> buffer = getBuffer(rewriter, tensor, options, state);
        if (failed(buffer))
          return failure();
        buffers.push_back(*buffer);
      }
      return success();
    };
    SmallVector<Value> inputs, outputs;
    if (failed(buffersOf(group.getInputs(), inputs)) || failed(buffersOf(group.getOutputs(), outputs)))
      return failure();
    auto made = GroupOp::create(rewriter, op->getLoc(), TypeRange(), inputs, outputs,
                                group.getNumberAttr(), group.getAnchorAttr());
    made->setDiscardableAttrs(group->getDiscardableAttrDictionary());
    made.getBody().takeBody(group.getBody());
    replaceOpWithBufferizedValues(rewriter, op, outputs);
    return success();
  }
};

} // namespace

void registerGroupBuffers(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, HacDialect *) {
    GroupOp::attachInterface<GroupModel>(*context);
  });
}

} // namespace hac::bufferize
