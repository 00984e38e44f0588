// Element types.
#pragma once
#include "blob_format.h"

namespace hac {

using dtype = blob::dtype;

inline constexpr dtype f32 = dtype::f32, f64 = dtype::f64, bf16 = dtype::bf16, f16 = dtype::f16,
                       i8 = dtype::i8, u8 = dtype::u8, i32 = dtype::i32, i64 = dtype::i64,
                       boolean = dtype::boolean;

constexpr const char *name_of(dtype t) {
  constexpr const char *names[blob::dtype_count] = {"none", "f32", "f64", "bf16", "f16",
                                                    "i8",   "u8",  "i32", "i64",  "bool"};
  return names[(int)t];
}

constexpr bool is_float(dtype t) { return t == f32 || t == f64 || t == bf16 || t == f16; }
constexpr bool is_integer(dtype t) { return t == i8 || t == u8 || t == i32 || t == i64; }

/// Largest finite number of a floating-point type.
constexpr double largest_of(dtype t) {
  switch (t) {
  case dtype::f16:
    return 65504;
  case dtype::bf16:
    return 0x1.fep127;
  case dtype::f32:
    return 0x1.fffffep127;
  default:
    return 0x1.fffffffffffffp1023;
  }
}

/// Smallest and largest number of an integer type.  Example: u8 is {0, 255}
struct integer_range {
  std::int64_t min, max;
};
constexpr integer_range range_of(dtype t) {
  switch (t) {
  case dtype::i8:
    return {-128, 127};
  case dtype::u8:
    return {0, 255};
  case dtype::i32:
    return {-2147483648ll, 2147483647ll};
  default:
    return {-9223372036854775807ll - 1, 9223372036854775807ll};
  }
}

} // namespace hac
