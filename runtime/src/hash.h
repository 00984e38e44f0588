// A fast 128-bit hash for caches: finds damage and tells contents apart, no protection against
// somebody who makes collisions on purpose.
#pragma once
#include <stdint.h>
#include <string.h>

namespace hac::rt {

struct hash_value {
  uint64_t words[2];
  bool operator==(const hash_value &) const = default;
};

/// The same value for any cut of the bytes into updates that are multiples of 64, but for the last.
/// Each step is a bijection of its sum, so a change of one word always changes the value.
class hash128 {
public:
  void update(const void *data, uint64_t bytes) {
    const char *from = static_cast<const char *>(data);
    for (; bytes >= 64; bytes -= 64, from += 64, total += 64) {
      uint64_t block[8];
      memcpy(block, from, 64);
      for (int i = 0; i < 8; ++i)
        step(i, block[i]);
    }
    if (bytes) {
      uint64_t block[8] = {};
      memcpy(block, from, bytes);
      for (int i = 0; i < 8; ++i)
        step(i, block[i]);
      total += bytes;
    }
  }
  hash_value value() const {
    hash_value result = {{total, ~total}};
    for (int i = 0; i < 8; ++i)
      for (int half = 0; half < 2; ++half) {
        uint64_t &word = result.words[half];
        word = (word ^ (half ? sums[7 - i] : sums[i])) * (half ? odd_b : odd_a);
        word ^= word >> 29;
      }
    return result;
  }

private:
  static constexpr uint64_t odd_a = 0x9e3779b97f4a7c15, odd_b = 0xc2b2ae3d27d4eb4f;

  void step(int i, uint64_t word) {
    uint64_t sum = (sums[i] ^ word) * odd_a;
    sums[i] = sum ^ sum >> 32;
  }

  uint64_t sums[8] = {1, 2, 3, 4, 5, 6, 7, 8}, total = 0;
};

} // namespace hac::rt
