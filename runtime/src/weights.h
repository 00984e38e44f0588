// The handle that a load returns: it stands at the start of the weights block.
#pragma once
#include <hac/abi.h>

struct hac_weights {
  uint64_t magic;
  const hac_model *model;
  char *data;           // the packed parameters, 64-byte aligned
  int64_t mapped_bytes; // of the mapping that unload gives back; 0: the caller's memory
  uint32_t isa;         // index into model->isas
  uint32_t zero;
  uint64_t seal; // hash of the other members: tells a handle from damaged memory
  uint64_t pad[2];
};
static_assert(sizeof(hac_weights) == 64);

namespace hac::rt {

constexpr uint64_t weights_magic = 0x5354484749455748; // "HWEIGHTS"

uint64_t seal_of(const hac_weights &weights);

/// A handle that load made and unload has not seen.
bool is_valid(const hac_weights *weights);

} // namespace hac::rt
