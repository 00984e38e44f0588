// Conversions between float formats in integer arithmetic: the same bits on every machine and
// whatever the rounding mode.
#pragma once
#include <stdint.h>

namespace hac::rt {

/// Converts `count` elements, rounding to nearest even. dtypes: HAC_F32, F64, F16, BF16; neither
/// side needs an alignment.
void convert_floats(const void *from, uint8_t from_dtype, void *to, uint8_t to_dtype,
                    int64_t count);

/// Position of the first NaN or infinity, or `count`.
int64_t first_non_finite(const void *data, uint8_t dtype, int64_t count);

bool is_float(uint8_t dtype);

} // namespace hac::rt
