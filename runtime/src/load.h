// From a weights file to a handle; the same for files and memory.
#pragma once
#include "source.h"

namespace hac::rt {

/// Options of a load after their checks.
struct load_plan {
  uint32_t flags = 0;
  uint32_t isa = 0;       // index into model.isas
  char *memory = nullptr; // the caller's; NULL: make a mapping
  int64_t bytes = 0;      // of the block: handle and packed parameters
  const char *cache_path = nullptr;
  const hac_parallel *parallel = nullptr; // threads for packing; null: the caller
};

/// R300 to R303, R307, R317; R400, R401. options may be NULL: the defaults.
hac_status plan_load(const hac_model &model, const hac_load_options *options, load_plan &plan,
                     hac_error *error);

/// Reads, checks and packs. *out is written only on success.
hac_status load_weights(const hac_model &model, const load_plan &plan, const source &file,
                        hac_weights **out, hac_error *error);

/// Bytes of the block for an ISA level: the handle, then the packed parameters.
int64_t block_bytes(const hac_model &model, uint32_t isa);

/// A load holds memory and a file: pthread_cancel acts after it.
class cancel_guard {
public:
  cancel_guard();
  ~cancel_guard();
  cancel_guard(const cancel_guard &) = delete;
  cancel_guard &operator=(const cancel_guard &) = delete;

private:
  int before;
};

} // namespace hac::rt
