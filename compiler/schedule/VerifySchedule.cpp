// Checks the invariants of README.md.
#include "compiler/hac/HacDialect.h"
#include "compiler/schedule/Schedule.h"
#include "compiler/schedule/TileChoice.h"
#include "compiler/support/PassTarget.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_VERIFYSCHEDULE
#include "compiler/schedule/Passes.h.inc"

namespace {

struct VerifySchedule : impl::VerifyScheduleBase<VerifySchedule> {
  using VerifyScheduleBase::VerifyScheduleBase;

  void runOnOperation() override {
    std::optional<Target> target = targetOfPass(getOperation(), targetName);
    if (!target)
      return signalPassFailure();
    bool ok = true;
    getOperation()->walk([&](GroupOp group) {
      ok &= checkAnchor(group);
      if (TileAttr tile = tileOf(group))
        ok &= checkTile(group, tile, *target);
    });
    if (!ok)
      signalPassFailure();
  }

private:
  /// Converts to false, so that a check reads `return fail(...) << ...`.
  struct Failure {
    InFlightDiagnostic diagnostic;
    template <class T> Failure &operator<<(T &&value) {
      diagnostic << std::forward<T>(value);
      return *this;
    }
    operator bool() const { return false; }
  };
  static Failure fail(Operation *op, StringRef invariant) {
    return {op->emitError("internal: ") << invariant << ": "};
  }

  static bool checkAnchor(GroupOp group) {
    bool pointwise = group.getAnchor() == "pointwise";
    if (pointwise != !group.getAnchorOp())
      return fail(group, "schedule-1")
             << "group " << group.getNumber() << " has no " << group.getAnchor();
    for (Value value : group.getYielded())
      if (cast<RankedTensorType>(value.getType()).getElementType().isInteger(1))
        return fail(group, "schedule-2") << "group " << group.getNumber() << " would write a bool";
    return true;
  }

  static bool checkTile(GroupOp group, TileAttr tile, const Target &target) {
    int64_t tallest = tile.getHeights().front();
    int64_t registers = registersFor(tallest, tile.getColumns(), target);
    if (tile.getLanes() != target.lanes)
      return fail(group, "schedule-3")
             << tile.getLanes() << " lanes, but " << target.name << " has " << target.lanes;
    if (registers > target.vectorRegisters)
      return fail(group, "schedule-4")
             << "a tile of " << tallest << "x" << tile.getColumns() << " needs " << registers
             << " vector registers, " << target.name << " has " << target.vectorRegisters;
    // rows left over by one height go to the next; what the last leaves would not be computed
    auto type = cast<RankedTensorType>(group.getAnchorOp()->getResult(0).getType());
    bool isDynamic = llvm::any_of(type.getShape().drop_back(), ShapedType::isDynamic);
    int64_t left = isDynamic ? tallest - 1 : 1;
    for (int64_t size : type.getShape().drop_back())
      left *= isDynamic ? 1 : size;
    for (int64_t height : tile.getHeights())
      left = isDynamic ? std::min(left, height - 1) : left % height;
    if (left)
      return fail(group, "schedule-5") << "no height covers the last " << left << " rows";
    return true;
  }
};

} // namespace
} // namespace hac::schedule
