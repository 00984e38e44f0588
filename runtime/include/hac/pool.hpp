// Threads for the functions of a model. Links libhac_pool (CMake: hac::pool).
//
//     hac::pool pool(2); // the caller's thread and one more
//     auto classify = news::classify::create(*weights, {.batch = 1, .seq = 1024}, pool);
//
// The same bits as without it. The pool outlives the functions that use it.
#pragma once
#include <hac/pool.h>

#include <chrono>
#include <cstdint>

namespace hac {

class pool {
public:
  /// lanes 0: one for each CPU that this process may use. `spin`: how long its threads look for work
  /// before they sleep; 0 on machines that must not spin. Where the lanes are no number from 0 to
  /// HAC_MAX_LANES or there is no memory the pool has one lane, the caller's.
  explicit pool(std::int64_t lanes = 0,
                std::chrono::microseconds spin = std::chrono::microseconds(-1))
      : handle_(hac_pool_create(lanes, spin.count())) {}
  pool(const pool &) = delete;
  pool &operator=(const pool &) = delete;
  ~pool() { hac_pool_destroy(handle_); }

  std::int64_t lanes() const { return handle_ ? hac_pool_parallel(handle_)->lanes : 1; }
  operator const hac_parallel *() const { return hac_pool_parallel(handle_); }

private:
  hac_pool *handle_;
};

} // namespace hac
