// Checks invariants 1 to 3 of README.md.
#include "compiler/hac/HacDialect.h"
#include "compiler/linalg/Linalg.h"
#include "compiler/support/FastMath.h"

namespace hac {
#define GEN_PASS_DEF_VERIFYLINALG
#include "compiler/linalg/Passes.h.inc"

using namespace mlir;

namespace {

// Ops of the hac dialect that later stages lower. What lies in the region of one is its own affair.
bool staysWhole(Operation *op) { return isa<ParamOp, BadIndexOp, GroupOp>(op); }

struct VerifyLinalg : impl::VerifyLinalgBase<VerifyLinalg> {
  void runOnOperation() override {
    bool ok = true;
    auto fail = [&](Operation *op) {
      ok = false;
      return op->emitError("internal: ");
    };
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!onlyContracts(op))
        fail(op) << "linalg-3: a fast-math flag other than contract";
      if (staysWhole(op))
        return WalkResult::skip();
      if (isa_and_nonnull<HacDialect>(op->getDialect())) {
        fail(op) << "linalg-1: " << op->getName() << " is left";
        return WalkResult::advance();
      }
      for (Type type : op->getResultTypes())
        if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && tensor.getEncoding())
          fail(op) << "linalg-2: dims in the type " << type;
      return WalkResult::advance();
    });
    if (!ok)
      signalPassFailure();
  }
};

} // namespace
} // namespace hac
