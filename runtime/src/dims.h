// Sizes of one call: the caller's symbols put into the formulas of the descriptor.
#pragma once
#include <hac/abi.h>

namespace hac::rt {

/// Fills atoms[0, fn.atom_count). False where a value leaves int64_t.
bool evaluate_atoms(const hac_fn &fn, const int64_t *symbols, int64_t *atoms);

/// constant + sum of factor * atom. False where a value leaves int64_t.
bool evaluate(const hac_fn &fn, const hac_dim &dim, const int64_t *atoms, int64_t &value);

struct extent {
  int64_t elements, bytes;
};
/// Size of an argument. False where a size is negative or the bytes leave int64_t; a product that
/// overflows before a size 0 is false too.
bool evaluate(const hac_fn &fn, const hac_arg &arg, const int64_t *atoms, extent &size);

constexpr int64_t element_bytes(uint8_t dtype) {
  constexpr int64_t bytes[HAC_DTYPE_COUNT] = {0, 4, 8, 2, 2, 1, 1, 4, 8, 1};
  return bytes[dtype];
}

} // namespace hac::rt
