// Rules of dsl/ops/grad.h.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E805 E810
bool grad(Check &c) {
  auto op = cast<GradOp>(c.op);
  Tensor loss = c.tensor(op.getLoss());
  if (!isFloat(loss.element) || loss.rank() != 0)
    return c.no(805, "the loss must be a floating-point tensor of rank 0, got ", loss);
  if (op.getXs().empty() || op.getXs().size() != op->getNumResults())
    return c.no(malformedList, op->getNumResults(), " results for ", op.getXs().size(), " tensors");
  for (auto [i, x] : llvm::enumerate(op.getXs())) {
    Tensor by = c.tensor(x);
    if (!isFloat(by.element))
      return c.no(810, "a loss has no derivative by ", by);
    if (!c.result(by, unsigned(i)))
      return false;
  }
  return true;
}

} // namespace

void addGradRules(RuleTable &table) { table["grad"] = grad; }

} // namespace hac::verify
