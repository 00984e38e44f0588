// Of several faults of a call, found on any lane, the first one is told.
#pragma once
#include <hac/abi.h>

namespace hac::rt {

/// Whether it is this one; the call's fault_* are then the lane's to write: the caller reads them
/// after the region, which orders memory.
inline bool is_first_fault(hac_call &call, int32_t status) {
  int32_t none = 0;
  return __atomic_compare_exchange_n(&call.failed, &none, status, false, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED);
}

} // namespace hac::rt
