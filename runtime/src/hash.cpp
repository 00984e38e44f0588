// hash.cpp: see hash.h.
#include "hash.h"

#include <string.h>

namespace hac::rt {

namespace {
constexpr uint64_t odd_a = 0x9e3779b97f4a7c15, odd_b = 0xc2b2ae3d27d4eb4f;
}

inline void hash128::step(const char *block) {
  for (int i = 0; i < 8; ++i) { // eight chains side by side: one multiplication a cycle
    uint64_t word;
    memcpy(&word, block + 8 * i, 8);
    uint64_t sum = (sums[i] ^ word) * odd_a;
    sums[i] = sum ^ sum >> 32;
  }
}

void hash128::update(const void *data, uint64_t bytes) {
  const char *from = static_cast<const char *>(data);
  total += bytes;
  for (; bytes >= 64; bytes -= 64, from += 64)
    step(from);
  if (bytes) {
    char rest[64] = {};
    memcpy(rest, from, bytes);
    step(rest);
  }
}

hash_value hash128::value() const {
  hash_value result = {{total, ~total}};
  for (int i = 0; i < 16; ++i) {
    uint64_t &word = result.words[i / 8];
    word = (word ^ sums[i < 8 ? i : 15 - i]) * (i < 8 ? odd_a : odd_b);
    word ^= word >> 29;
  }
  return result;
}

} // namespace hac::rt
