// floats.cpp: see floats.h.
#include "floats.h"

#include "dims.h"

#include <string.h>

namespace hac::rt {

namespace {

struct format { // sign, exponent, mantissa from the top
  int exponent_bits, mantissa_bits;
  int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  int top() const { return (1 << exponent_bits) - 1; } // exponent of infinities and NaNs
};

format format_of(uint8_t dtype) {
  switch (dtype) {
  case HAC_F64:
    return {11, 52};
  case HAC_BF16:
    return {8, 7};
  case HAC_F16:
    return {5, 10};
  default:
    return {8, 23};
  }
}

uint64_t load(const char *at, int64_t bytes) {
  uint64_t value = 0;
  memcpy(&value, at, size_t(bytes)); // little-endian
  return value;
}

/// Drops the low `bits`, nearest even. Example: 0b1011 by 2 is 0b11, 0b1010 by 2 is 0b10.
uint64_t round_shift(uint64_t value, int bits) {
  if (bits <= 0)
    return value << -bits;
  if (bits > 63)
    return 0; // less than half of a unit
  uint64_t kept = value >> bits, rest = value & ((uint64_t(1) << bits) - 1);
  uint64_t half = uint64_t(1) << (bits - 1);
  return kept + (rest > half || (rest == half && kept & 1));
}

uint64_t convert(uint64_t bits, format in, format out) {
  uint64_t sign = bits >> (in.exponent_bits + in.mantissa_bits) & 1;
  int exponent = int(bits >> in.mantissa_bits & uint64_t(in.top()));
  uint64_t mantissa = bits & ((uint64_t(1) << in.mantissa_bits) - 1);
  sign <<= out.exponent_bits + out.mantissa_bits;
  uint64_t infinity = uint64_t(out.top()) << out.mantissa_bits;

  if (exponent == in.top()) {
    if (!mantissa)
      return sign | infinity;
    // A quiet NaN with the upper bits of the payload.
    int drop = in.mantissa_bits - out.mantissa_bits;
    uint64_t payload = drop > 0 ? mantissa >> drop : mantissa << -drop;
    return sign | infinity | payload | uint64_t(1) << (out.mantissa_bits - 1);
  }
  if (exponent == 0 && !mantissa)
    return sign;
  // value = mantissa * 2^(power - in.mantissa_bits), the leading bit at in.mantissa_bits.
  int power = exponent ? exponent - in.bias() : 1 - in.bias();
  if (exponent)
    mantissa |= uint64_t(1) << in.mantissa_bits;
  while (!(mantissa >> in.mantissa_bits)) {
    mantissa <<= 1;
    --power;
  }
  int lowest = 1 - out.bias(); // power of the smallest normal number
  int drop = in.mantissa_bits - out.mantissa_bits;
  if (power < lowest) // subnormal: fewer bits are kept; a carry makes it the smallest normal
    return sign | round_shift(mantissa, drop + lowest - power);
  // The leading bit and a carry out of the mantissa add into the exponent.
  uint64_t magnitude =
      (uint64_t(power - lowest) << out.mantissa_bits) + round_shift(mantissa, drop);
  return sign | (magnitude < infinity && power <= out.bias() ? magnitude : infinity);
}

} // namespace

bool is_float(uint8_t dtype) { return dtype >= HAC_F32 && dtype <= HAC_F16; }

void convert_floats(const void *from, uint8_t from_dtype, void *to, uint8_t to_dtype,
                    int64_t count) {
  format in = format_of(from_dtype), out = format_of(to_dtype);
  int64_t in_bytes = element_bytes(from_dtype), out_bytes = element_bytes(to_dtype);
  const char *source = static_cast<const char *>(from);
  char *target = static_cast<char *>(to);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t value = convert(load(source + i * in_bytes, in_bytes), in, out);
    memcpy(target + i * out_bytes, &value, size_t(out_bytes));
  }
}

int64_t first_non_finite(const void *data, uint8_t dtype, int64_t count) {
  format f = format_of(dtype);
  int64_t bytes = element_bytes(dtype);
  uint64_t top = uint64_t(f.top());
  const char *source = static_cast<const char *>(data);
  for (int64_t i = 0; i < count; ++i)
    if ((load(source + i * bytes, bytes) >> f.mantissa_bits & top) == top)
      return i;
  return count;
}

} // namespace hac::rt
