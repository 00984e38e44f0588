// A number as text, without the C library's formatting.
#pragma once
#include <stdint.h>

namespace hac::rt {

struct decimal {
  explicit decimal(uint64_t value) {
    do {
      digits[--begin] = char('0' + value % 10);
      value /= 10;
    } while (value);
  }
  const char *data() const { return digits + begin; }
  uint64_t size() const { return sizeof digits - uint64_t(begin); }

private:
  char digits[20]; // 2^64 - 1 has 20
  int begin = sizeof digits;
};

} // namespace hac::rt
