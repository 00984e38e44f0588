// The clock of profile events.
#pragma once
#include <stdint.h>
#include <time.h>

namespace hac::rt {

inline uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return uint64_t(t.tv_sec) * 1000000000u + uint64_t(t.tv_nsec);
}

} // namespace hac::rt
