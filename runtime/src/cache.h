// The packed weights of an earlier load, kept in a file: one page of header, then the block as the
// code of an ISA level reads it. A cache never makes a load fail.
#pragma once
#include "hash.h"
#include "source.h"

namespace hac::rt {

class weight_cache {
public:
  weight_cache(const hac_model &model, uint32_t isa, uint32_t flags)
      : model(model), isa(model.isas[isa]), flags(flags) {}
  ~weight_cache();
  weight_cache(const weight_cache &) = delete;
  weight_cache &operator=(const weight_cache &) = delete;

  /// Opens the folder, which must be this user's alone, and computes the key of what the cache must
  /// hold. False: it will be neither read nor written.
  bool open(const char *path, const source &file, uint64_t header_bytes);

  /// The block, if the cache has it: mapped (`to` is null), or copied to `to`. Else null.
  char *load(char *to);
  /// What `load` mapped; the caller unmaps it.
  void *mapped() const { return file_mapping; }
  uint64_t mapped_bytes() const { return bytes_before_block + uint64_t(isa.weights_bytes); }

  /// After a load that found nothing. `data`: the block.
  void store(const char *data);

  hac_load_info info = {};

private:
  static constexpr uint64_t bytes_before_block = 4096; // a page, and aligned for any vector
  struct header;

  bool make_key(const source &file, uint64_t header_bytes);
  bool hash_file(const source &file, uint64_t bytes, hash128 &hash) const;
  bool is_private(int fd, bool folder);
  /// HAC_CACHE_HIT, or why not.
  int32_t check(int fd, char *to);

  const hac_model &model;
  const hac_isa &isa;
  uint32_t flags;
  int folder = -1;
  const char *name = nullptr;
  hash_value key = {};
  void *file_mapping = nullptr;
};

} // namespace hac::rt
