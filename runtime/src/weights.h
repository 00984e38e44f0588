// The handle that a load returns: it stands at the start of the weights block, or, where the block
// is a cache file, alone.
#pragma once
#include <hac/abi.h>

struct hac_weights {
  uint64_t magic;
  const hac_model *model;
  char *data;           // the packed parameters, 64-byte aligned
  int64_t mapped_bytes; // of the anonymous mapping that begins here; 0: the caller's memory
  void *file;           // a mapping of the cache file; null: none
  int64_t file_bytes;
  uint32_t isa; // index into model->isas
  uint32_t lost; // 1: a page of `file` is gone; atomic, as the signal handler sets it
  uint64_t seal; // hash of the members above but `lost`: tells a handle from damaged memory
  hac_load_info info;
  hac_weights *next; // of the weights with a file
  uint32_t busy;     // 1: a function that trains is running
  uint32_t zero;
  uint64_t pad[2];
};
static_assert(sizeof(hac_weights) == 128);

namespace hac::rt {

constexpr uint64_t weights_magic = 0x5354484749455748; // "HWEIGHTS"

uint64_t seal_of(const hac_weights &weights);

/// A handle that load made and unload has not seen.
bool is_valid(const hac_weights *weights);

inline bool has_lost_pages(const hac_weights &weights) {
  return __atomic_load_n(&weights.lost, __ATOMIC_ACQUIRE);
}

/// The weights with a file, for the SIGBUS guard. Holders of the lock touch no mapped file, so a
/// handler that waits for it waits for another thread.
class mapped_weights {
public:
  mapped_weights();
  ~mapped_weights();
  mapped_weights(const mapped_weights &) = delete;
  mapped_weights &operator=(const mapped_weights &) = delete;

  void add(hac_weights &weights);
  void remove(hac_weights &weights);
  hac_weights *find(const void *address); // null: in none of their files
};

} // namespace hac::rt
