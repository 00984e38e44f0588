// A fast 128-bit hash for caches: finds damage and tells contents apart, no protection against
// somebody who makes collisions on purpose.
#pragma once
#include <stdint.h>

namespace hac::rt {

struct hash_value {
  uint64_t words[2];
  bool operator==(const hash_value &) const = default;
};

/// The same value for any cut of the bytes into updates that are multiples of 64, but for the last.
/// Each step is a bijection of its sum, so a change of one word always changes the value.
class hash128 {
public:
  void update(const void *data, uint64_t bytes);
  hash_value value() const;

private:
  void step(const char *block);

  uint64_t sums[8] = {1, 2, 3, 4, 5, 6, 7, 8}, total = 0;
};

} // namespace hac::rt
