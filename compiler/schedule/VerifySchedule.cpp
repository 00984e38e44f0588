// Checks the invariants of README.md.
#include "compiler/schedule/Schedule.h"
#include "compiler/schedule/TileChoice.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace hac::schedule {
#define GEN_PASS_DEF_VERIFYSCHEDULE
#include "compiler/schedule/Passes.h.inc"

namespace {

struct GroupOps {
  Operation *anchor = nullptr;
  SmallVector<Operation *> ops; // in program order
};

struct VerifySchedule : impl::VerifyScheduleBase<VerifySchedule> {
  using VerifyScheduleBase::VerifyScheduleBase;

  void runOnOperation() override {
    std::optional<Target> target = targetByName(targetName);
    if (!target) {
      getOperation()->emitError("unknown target ") << targetName;
      return signalPassFailure();
    }
    llvm::MapVector<int64_t, GroupOps> groups;
    bool ok = true;
    getOperation()->walk([&](Operation *op) {
      GroupAttr group = groupOf(op);
      if (!group)
        return;
      GroupOps &ops = groups[group.getNumber()];
      ops.ops.push_back(op);
      if (group.getRole() != Role::Anchor)
        return;
      if (ops.anchor)
        ok = fail(op, "schedule-1") << "group " << group.getNumber() << " has a second anchor";
      ops.anchor = op;
      ok &= checkTile(op, group.getTile(), *target);
    });
    for (auto &[number, group] : groups)
      ok &= checkGroup(number, group);
    if (!ok)
      signalPassFailure();
  }

private:
  /// Converts to false, so that a check reads `ok = fail(...) << ...`.
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

  static bool checkTile(Operation *anchor, TileAttr tile, const Target &target) {
    int64_t tallest = tile.getHeights().front();
    int64_t registers = registersFor(tallest, tile.getColumns(), target);
    if (tile.getLanes() != target.lanes)
      return fail(anchor, "schedule-2")
             << tile.getLanes() << " lanes, but " << target.name << " has " << target.lanes;
    if (registers > target.vectorRegisters)
      return fail(anchor, "schedule-3")
             << "a tile of " << tallest << "x" << tile.getColumns() << " needs " << registers
             << " vector registers, " << target.name << " has " << target.vectorRegisters;
    // rows left over by one height go to the next; what the last leaves would not be computed
    auto type = cast<RankedTensorType>(anchor->getResult(0).getType());
    int64_t left = type.isDynamicDim(0) ? tallest - 1 : type.getDimSize(0);
    for (int64_t height : tile.getHeights())
      left = type.isDynamicDim(0) ? std::min(left, height - 1) : left % height;
    if (left)
      return fail(anchor, "schedule-4") << "no height covers the last " << left << " rows";
    return true;
  }

  static bool checkGroup(int64_t number, const GroupOps &group) {
    if (!group.anchor)
      return fail(group.ops.front(), "schedule-1") << "group " << number << " has no anchor";
    bool ok = true;
    for (Operation *op : ArrayRef(group.ops).drop_back())
      for (Operation *user : op->getUsers())
        if (!llvm::is_contained(group.ops, user))
          ok = fail(user, "schedule-5")
               << "uses a value that group " << number << " keeps in registers";
    for (Operation *op : group.ops) {
      bool fed = llvm::any_of(op->getOperands(), [&](Value operand) {
        return llvm::is_contained(group.ops, operand.getDefiningOp());
      });
      if (op != group.anchor && !fed)
        ok = fail(op, "schedule-6") << "reads nothing of its group " << number;
    }
    return ok;
  }
};

} // namespace
} // namespace hac::schedule
