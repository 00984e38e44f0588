// Numbers the groups of a module in the order in which they run, and writes down what each costs.
#include "compiler/schedule/Cost.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/support/PassTarget.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_ESTIMATECOSTS
#include "compiler/schedule/Passes.h.inc"

namespace {

struct EstimateCosts : impl::EstimateCostsBase<EstimateCosts> {
  using EstimateCostsBase::EstimateCostsBase;

  void runOnOperation() override {
    std::optional<Target> target = targetOfPass(getOperation(), targetName);
    if (!target)
      return signalPassFailure();
    Builder b(&getContext());
    int64_t number = 0;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      unsigned symbols = unsigned(llvm::count_if(function.getArgumentTypes(),
                                                 [](Type type) { return isa<IndexType>(type); }));
      function.walk([&](GroupOp group) {
        group.setNumber(number++);
        group->setAttr(costAttrName, estimateCost(group, *target, symbols));
      });
    }
  }
};

} // namespace
} // namespace hac::schedule
