// Checks the invariants of README.md, for each half of the stage.
#include "compiler/support/FastMath.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/vector/Vector.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace hac::vector {
#define GEN_PASS_DEF_VERIFYREGISTERTILES
#define GEN_PASS_DEF_VERIFYVECTOR
#include "compiler/vector/Passes.h.inc"

namespace {

struct VerifyRegisterTiles : impl::VerifyRegisterTilesBase<VerifyRegisterTiles> {
  void runOnOperation() override {
    bool ok = true;
    auto fail = [&](Operation *op) {
      ok = false;
      return op->emitError("internal: ");
    };
    getOperation()->walk([&](Operation *op) {
      if (schedule::groupOf(op))
        fail(op) << "vector-1: a tile that is no vector";
      if (!onlyContracts(op))
        fail(op) << "vector-2: a fast-math flag other than contract";
      auto write = dyn_cast<mlir::vector::TransferWriteOp>(op);
      auto loop = op->getParentOfType<scf::ForOp>();
      if (write && loop &&
          llvm::any_of(loop.getBody()->getOps<mlir::vector::ContractionOp>(),
                       [](auto) { return true; }))
        fail(op) << "vector-3: the k loop writes to memory";
    });
    if (!ok)
      signalPassFailure();
  }
};

struct VerifyVector : impl::VerifyVectorBase<VerifyVector> {
  using VerifyVectorBase::VerifyVectorBase;

  void runOnOperation() override {
    std::optional<Target> target = targetByName(targetName);
    if (!target) {
      getOperation()->emitError("unknown target ") << targetName;
      return signalPassFailure();
    }
    bool ok = true;
    getOperation()->walk([&](Operation *op) {
      for (Type type : op->getResultTypes())
        ok &= succeeded(checkType(op, type, *target));
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
      return op->emitError("internal: vector-4: expected vectors of rank 1, got ") << type;
    if (vector.getNumElements() > target.lanes)
      return op->emitError("internal: vector-5: ")
             << type << " is wider than the " << target.lanes << " lanes of " << target.name;
    return success();
  }

  static LogicalResult checkLoop(scf::ForOp loop, const Target &target) {
    int64_t carried =
        llvm::count_if(loop.getResultTypes(), [](Type t) { return isa<VectorType>(t); });
    if (carried >= target.vectorRegisters)
      return loop.emitError("internal: vector-6: ")
             << carried << " vectors carried, " << target.name << " has " << target.vectorRegisters
             << " registers";
    bool isFmaLoop = carried > 0 && !loop.getBody()->getOps<math::FmaOp>().empty();
    if (isFmaLoop && !loop.getBody()->getOps<mlir::vector::MaskedLoadOp>().empty())
      return loop.emitError("internal: vector-7: a lane mask in a k loop over packed weights");
    return success();
  }
};

} // namespace

void addRegisterTilePasses(OpPassManager &passes, const Target &) {
  passes.addNestedPass<func::FuncOp>(createVectorizeTiles());
  passes.addNestedPass<func::FuncOp>(createVerifyRegisterTiles());
}

// Functions after native vectors: each call of a function then becomes a run of its own, and 24
// vectors of a tile do not wait in registers for one another's steps.
void addNativeVectorPasses(OpPassManager &passes, const Target &target) {
  passes.addNestedPass<func::FuncOp>(createNativeVectors({target.lanes}));
  passes.addPass(createLowerMath());
  passes.addNestedPass<func::FuncOp>(createVerifyVector({target.name}));
}

} // namespace hac::vector
