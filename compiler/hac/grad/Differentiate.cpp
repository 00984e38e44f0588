// The pass: each hac.grad in program order.
#include "compiler/hac/grad/Grad.h"
#include "compiler/hac/grad/Rule.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

namespace hac::grad {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "compiler/hac/grad/Passes.h.inc"

namespace {

// E812: does the loss come from another gradient, but by way of what it is differentiated by?
bool dependsOnGradient(GradOp grad) {
  DenseSet<Value> seen;
  for (Value x : grad.getXs())
    seen.insert(x);
  SmallVector<Value> work = {grad.getLoss()};
  while (!work.empty()) {
    Value value = work.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!seen.insert(value).second || !op)
      continue;
    if (isa<GradOp>(op))
      return true;
    llvm::append_range(work, op->getOperands());
    for (Region &region : op->getRegions())
      llvm::append_range(work, capturedBy(region));
  }
  return false;
}

LogicalResult expand(GradOp grad, func::FuncOp function) {
  OpBuilder builder(grad);
  Ops o(builder, function);
  SmallVector<Operation *> before;
  for (Operation &op : *grad->getBlock()) {
    if (&op == grad)
      break;
    before.push_back(&op);
  }
  Reverse reverse(o);
  reverse.prepare(before, grad.getXs());
  o.loc = grad.getLoc();
  reverse.add(grad.getLoss(), o.number(elementOf(grad.getLoss()), 1));
  if (failed(reverse.run()))
    return failure();
  o.loc = grad.getLoc();
  for (auto [x, result] : llvm::zip(grad.getXs(), grad.getResults())) {
    Value gradient = reverse.gradientOf(x);
    result.replaceAllUsesWith(gradient ? gradient : o.zerosLike(x));
  }
  grad.erase();
  return success();
}

struct Differentiate : impl::DifferentiateBase<Differentiate> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function->hasAttr(HacDialect::trainingAttrName))
      function.walk([&](BatchNormOp op) {
        if (op.getFrozen())
          return;
        OpBuilder builder(op);
        Ops o(builder, function);
        o.loc = op.getLoc();
        op.getResult().replaceAllUsesWith(batchNormOfBatch(o, op));
        op.erase();
      });
    SmallVector<GradOp> grads(function.getOps<GradOp>());
    for (GradOp grad : grads)
      if (dependsOnGradient(grad)) {
        grad.emitError("grad: the loss depends on a gradient; second derivatives are not supported [hac-E812]");
        return signalPassFailure();
      }
    for (GradOp grad : grads)
      if (failed(expand(grad, function)))
        return signalPassFailure();
    // Gradients compute again what forward computed: one of both goes.
    OpPassManager cleaning(func::FuncOp::getOperationName());
    cleaning.addPass(createCSEPass());
    if (!grads.empty() && failed(runPipeline(cleaning, function)))
      return signalPassFailure();
  }
};

} // namespace
} // namespace hac::grad
