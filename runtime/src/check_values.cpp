// check_values.cpp: every integer that reaches an address lies in its range.
#include "check_call.h"

namespace hac::rt {

namespace {

/// Position of the first value outside [lo, hi], or count.
template <typename T>
int64_t first_outside(const void *data, int64_t count, int64_t lo, int64_t hi) {
  const T *values = static_cast<const T *>(data);
  for (int64_t i = 0; i < count; ++i)
    if (values[i] < lo || values[i] > hi)
      return i;
  return count;
}

int64_t first_outside(const hac_arg &arg, const void *data, int64_t count, int64_t lo,
                      int64_t hi) {
  switch (arg.dtype) {
  case HAC_I8:
    return first_outside<int8_t>(data, count, lo, hi);
  case HAC_U8:
  case HAC_BOOL:
    return first_outside<uint8_t>(data, count, lo, hi);
  case HAC_I32:
    return first_outside<int32_t>(data, count, lo, hi);
  case HAC_I64:
    return first_outside<int64_t>(data, count, lo, hi);
  default:
    return count; // only integers have ranges
  }
}

int64_t value_at(const hac_arg &arg, const void *data, int64_t i) {
  switch (arg.dtype) {
  case HAC_I8:
    return static_cast<const int8_t *>(data)[i];
  case HAC_I32:
    return static_cast<const int32_t *>(data)[i];
  case HAC_I64:
    return static_cast<const int64_t *>(data)[i];
  default:
    return static_cast<const uint8_t *>(data)[i];
  }
}

} // namespace

hac_status check_values(const call_request &call, call_room room) {
  const hac_fn &fn = call.fn;
  for (uint32_t i = 0; i < fn.arg_count; ++i) {
    const hac_arg &arg = fn.args[i];
    if (!arg.range_status)
      continue;
    extent size;
    int64_t lo, hi;
    if (!evaluate(fn, arg, room.atoms, size) || !evaluate(fn, arg.lo, room.atoms, lo) ||
        !evaluate(fn, arg.hi, room.atoms, hi))
      return failure(call.error, HAC_E_OVERFLOW, i)
             << fn.name << ": the range of " << arg.name << " passes 2^63 - 1";
    int64_t at = first_outside(arg, room.pointers[i], size.elements, lo, hi);
    if (at == size.elements)
      continue;
    int64_t value = value_at(arg, room.pointers[i], at);
    return failure(call.error, arg.range_status, i, value)
           << fn.name << ": " << arg.name << "[" << at << "] is " << value << ", expected " << lo
           << " to " << hi;
  }
  return HAC_OK;
}

} // namespace hac::rt
