// instrument.cpp: what objects made with hac --instrument=bounds call.
#include "first_fault.h"

#include <string.h>

using namespace hac::rt;

// A signalling NaN as f32 and, in its upper half, as bf16.
static constexpr unsigned char pattern[4] = {0xa5, 0xa5, 0xa5, 0x7f};

static void tell(hac_call *call, int32_t status, const char *where, int64_t place, int64_t size) {
  if (!is_first_fault(*call, status))
    return;
  call->fault_where = where;
  call->fault_value = place;
  call->fault_size = size;
}

void hac_rt1_bounds(hac_call *call, const char *where, int64_t place, int64_t size) {
  tell(call, HAC_E_BOUNDS, where, place, size);
}

void hac_rt1_fill(char *begin, int64_t bytes) {
  for (int64_t i = 0; i < bytes; i++)
    begin[i] = static_cast<char>(pattern[i % 4]);
}

void hac_rt1_zone(hac_call *call, const char *begin, int64_t bytes, const char *where) {
  auto phase = reinterpret_cast<uintptr_t>(begin); // buffers begin at multiples of 64, their ends need not
  for (int64_t i = 0; i < bytes; i++)
    if (static_cast<unsigned char>(begin[i]) != pattern[(phase + i) % 4])
      return tell(call, HAC_E_RED_ZONE, where, i, bytes);
}

void hac_rt1_written(hac_call *call, const char *begin, int64_t bytes, const char *where) {
  for (int64_t i = 0; i + 4 <= bytes; i += 4)
    if (memcmp(begin + i, pattern, sizeof pattern) == 0)
      return tell(call, HAC_E_UNWRITTEN, where, i, bytes);
}
