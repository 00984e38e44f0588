// What fusion groups cost: the formulas of the descriptor, evaluated for the sizes of a call.
#pragma once
#include "failure.h"
#include "system.h"

namespace hac::rt {

struct cost {
  int64_t flops = 0, bytes = 0;
};

/// The sizes of one call of a function, and what follows from them.
class call_sizes {
public:
  /// R304, R314; R402 where the function's formulas need more memory than there is.
  hac_status set(const hac_fn &fn, const int64_t *sizes, hac_error *error);
  /// R314. The group is one of the function's.
  hac_status add(const hac_group &group, cost &total, hac_error *error) const;

private:
  const hac_fn *fn = nullptr;
  int64_t few[64];
  mapping many;
  int64_t *atoms = few;
};

} // namespace hac::rt
