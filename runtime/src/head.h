// Versioned structs of the caller: `bytes` says how much of a struct the caller knows.
#pragma once
#include "failure.h"

#include <string.h>

namespace hac::rt {

/// R301: version 0, another major, or non-zero bytes beyond the `known` ones. R302: another model.
/// `least` bytes must be there. what: "hac_context".
hac_status check_head(const void *structure, const char *what, uint32_t least, uint32_t known,
                      const hac_model &model, hac_error *error);

/// The member at `offset`, 0 where the caller's struct is too short to have it.
template <typename T> T member(const void *structure, size_t offset) {
  T value{};
  if (offset + sizeof value <= static_cast<const hac_head *>(structure)->bytes)
    memcpy(&value, static_cast<const char *>(structure) + offset, sizeof value);
  return value;
}

} // namespace hac::rt
