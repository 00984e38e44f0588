// Checks the invariants of README.md.
#include "compiler/hac/HacDialect.h"
#include "compiler/tile/Tile.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace hac::tile {
#define GEN_PASS_DEF_VERIFYTILE
#include "compiler/tile/Passes.h.inc"

namespace {

struct VerifyTile : impl::VerifyTileBase<VerifyTile> {
  using VerifyTileBase::VerifyTileBase;

  void runOnOperation() override {
    bool isGroup = getOperation()->hasAttr(HacDialect::groupAttrName);
    bool ok = true;
    getOperation()->walk([&](Operation *op) {
      if (isa<GroupOp>(op))
        ok = fail(op, "tile-1: a group is left");
      else if (isGroup)
        ok &= checkOp(op);
    });
    if (!ok)
      signalPassFailure();
  }

private:
  static bool fail(Operation *op, const Twine &what) {
    op->emitError("internal: ") << what.str() << " [hac-X900]";
    return false;
  }

  bool checkOp(Operation *op) {
    bool writes = isa<memref::StoreOp, mlir::vector::StoreOp, mlir::vector::MaskedStoreOp>(op);
    if (writes && !op->getParentOfType<scf::ForallOp>())
      return fail(op, "tile-2: memory is written outside of a task");
    for (Type type : op->getResultTypes())
      if (auto vector = dyn_cast<VectorType>(type))
        if (vector.getRank() != 1 || vector.getDimSize(0) > lanes)
          return fail(op, "tile-3: a vector wider than the machine's: " + op->getName().getStringRef());
    return true;
  }
};

} // namespace

void addTilePasses(OpPassManager &passes, const Target &target) {
  passes.addPass(createOutlineGroups());
  passes.addNestedPass<func::FuncOp>(createExpandGroups({target.name}));
  passes.addPass(createCSEPass()); // no canonicalization: a task stays one, also where it is alone
  passes.addNestedPass<func::FuncOp>(createVerifyTile({target.lanes}));
}

} // namespace hac::tile
