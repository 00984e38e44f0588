// Checks the invariants of README.md.
#include "compiler/support/FastMath.h"
#include "compiler/support/PassTarget.h"
#include "compiler/vector/Vector.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace hac::vector {
#define GEN_PASS_DEF_VERIFYVECTOR
#include "compiler/vector/Passes.h.inc"

namespace {

struct VerifyVector : impl::VerifyVectorBase<VerifyVector> {
  using VerifyVectorBase::VerifyVectorBase;

  void runOnOperation() override {
    std::optional<Target> target = targetOfPass(getOperation(), targetName);
    if (!target)
      return signalPassFailure();
    bool ok = true;
    getOperation()->walk([&](Operation *op) {
      for (Type type : op->getResultTypes())
        ok &= succeeded(checkType(op, type, *target));
      if (!onlyContracts(op)) {
        op->emitError("internal: vector-1: a fast-math flag other than contract");
        ok = false;
      }
      if (auto loop = dyn_cast<scf::ForOp>(op))
        ok &= succeeded(checkLoop(loop, *target));
    });
    if (!ok)
      signalPassFailure();
  }

private:
  static LogicalResult checkType(Operation *op, Type type, const Target &target) {
    auto vector = dyn_cast<VectorType>(type);
    if (!vector)
      return success();
    if (vector.getRank() != 1)
      return op->emitError("internal: vector-2: expected vectors of rank 1, got ") << type;
    if (vector.getNumElements() > target.lanes)
      return op->emitError("internal: vector-3: ")
             << type << " is wider than the " << target.lanes << " lanes of " << target.name;
    return success();
  }

  static LogicalResult checkLoop(scf::ForOp loop, const Target &target) {
    int64_t carried =
        llvm::count_if(loop.getResultTypes(), [](Type t) { return isa<VectorType>(t); });
    if (carried >= target.vectorRegisters)
      return loop.emitError("internal: vector-4: ")
             << carried << " vectors carried, " << target.name << " has " << target.vectorRegisters
             << " registers";
    for (auto fma : loop.getBody()->getOps<math::FmaOp>())
      if (carried > 0 && isMaskedPanel(fma.getA(), fma.getB()))
        return loop.emitError("internal: vector-5: a lane mask in a k loop over packed weights");
    return success();
  }

  /// One factor is masked, the other no vector of memory. In a depthwise convolution both are.
  static bool isMaskedPanel(Value a, Value b) {
    auto isMasked = [](Value v) {
      return v.getDefiningOp<mlir::vector::MaskedLoadOp>() != nullptr;
    };
    auto isLoaded = [&](Value v) { return isMasked(v) || v.getDefiningOp<mlir::vector::LoadOp>(); };
    return (isMasked(a) && !isLoaded(b)) || (isMasked(b) && !isLoaded(a));
  }
};

} // namespace

// Functions last: each call of a function becomes a run of its own, and 24 vectors of a tile do not
// wait in registers for one another's steps.
void addVectorPasses(OpPassManager &passes, const Target &target) {
  passes.addPass(createLowerMath());
  passes.addNestedPass<func::FuncOp>(createVerifyVector({target.name}));
}

} // namespace hac::vector
