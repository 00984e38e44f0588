// What a fusion group costs, as formulas of the symbols, and how long that takes on a target.
#pragma once
#include "compiler/hac/HacDialect.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/support/Target.h"

namespace hac::schedule {
using namespace mlir;

/// Formulas over the `symbols` symbols of the group's function.
CostAttr estimateCost(GroupOp group, const Target &target, unsigned symbols);

/// Numbers for one choice of sizes. Sums over groups are costs of their functions.
struct Work {
  int64_t flops = 0, functions = 0, bytes = 0;
};
Work workAt(CostAttr cost, ArrayRef<int64_t> symbols);

/// On one core, in seconds.
struct Expected {
  double arithmetic, functions, data = 0; ///< of contractions, of all else, to move the bytes
  double total = 0; ///< data streams in while the core computes
  StringRef bound;  ///< "arithmetic", "functions", "L2", "L3" or "memory"
};
Expected expectedOf(const Work &work, CostAttr cost, const Target &target);

} // namespace hac::schedule
