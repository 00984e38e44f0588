// Weights for a model that nobody has trained yet.
#pragma once
#include <hac/abi.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hac::program {

/// A safetensors file with every parameter of `model` drawn from its initialiser. The same seed
/// gives the same bytes on every machine: values come from Philox4x32-10 with
///     key = seed, counter = (element / 4 in 48 bits, parameter in 16 bits, 2^64 - 1 in 64 bits)
/// of which element e takes word e mod 4. The file fits `<model>_load_memory`.
std::vector<std::byte> fresh_weights(const hac_model &model, std::uint64_t seed);

/// The generator, for tests: four words from a counter and a key.
struct Words4 {
  std::uint32_t word[4];
};
Words4 philox4x32_10(Words4 counter, std::uint64_t key);

/// x with P(N(0, 1) < x) = p, for 0 < p < 1, within 1e-15 relative. Only + - * / and sqrt of IEEE
/// doubles, so the same bits everywhere.
double normal_quantile(double p);

} // namespace hac::program
