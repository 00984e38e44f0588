// load.cpp: the steps of a load. See load.h.
#include "load.h"

#include "cache.h"
#include "check_call.h"
#include "cpu.h"
#include "head.h"
#include "match.h"
#include "pack_weights.h"
#include "weights.h"

#include <pthread.h>
#include <stdlib.h>

namespace hac::rt {

namespace {

constexpr uint32_t known_flags = HAC_LOAD_ALLOW_EXTRA | HAC_LOAD_CONVERT | HAC_LOAD_CHECK_FINITE |
                                 HAC_LOAD_NO_ENV | HAC_CACHE_TRUST_STAT;

hac_status check_options(const hac_model &model, const hac_load_options &o, hac_error *error) {
  if (hac_status s = check_head(&o, "hac_load_options", sizeof(hac_head), sizeof o, model, error))
    return s;
  uint32_t flags = member<uint32_t>(&o, offsetof(hac_load_options, flags));
  if (flags & ~known_flags)
    return failure(error, HAC_E_FLAGS, -1, flags & ~known_flags)
           << "hac_load_options.flags has an unknown bit";
  if (flags & HAC_CACHE_TRUST_STAT && !member<uint64_t>(&o, offsetof(hac_load_options, cache_path)))
    return failure(error, HAC_E_FLAGS) << "HAC_CACHE_TRUST_STAT goes with a cache_path";
  auto *hook = member<const hac_parallel *>(&o, offsetof(hac_load_options, parallel));
  if (hook && !hook->run)
    return failure(error, HAC_E_NULL) << "hac_load_options.parallel has no function";
  if (hook && !valid_lanes(hook->lanes))
    return failure(error, HAC_E_PARALLEL, -1, hook->lanes)
           << "hac_load_options.parallel has " << hook->lanes << " lanes, expected 1 to "
           << HAC_MAX_LANES;
  for (int i = 0; i < 4; ++i)
    if (member<uint64_t>(&o, offsetof(hac_load_options, reserved) + 8 * i))
      return failure(error, HAC_E_FLAGS) << "hac_load_options.reserved must be 0";
  return HAC_OK;
}

/// NULL where it is not set, or empty.
const char *isa_variable() {
  const char *value = secure_getenv("HAC_ISA");
  return value && *value ? value : nullptr;
}

/// Fewer faults while packing and fewer TLB misses while running; the kernel may refuse.
void advise_large_pages(char *memory, int64_t bytes) {
  if (bytes >= 4 << 20)
    madvise(memory, size_t(bytes), MADV_HUGEPAGE);
}

} // namespace

cancel_guard::cancel_guard() { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before); }
cancel_guard::~cancel_guard() { pthread_setcancelstate(before, nullptr); }

int64_t block_bytes(const hac_model &model, uint32_t isa) {
  return int64_t(sizeof(hac_weights)) + model.isas[isa].weights_bytes;
}

hac_status plan_load(const hac_model &model, const hac_load_options *o, load_plan &plan,
                     hac_error *error) {
  int32_t wanted = 0;
  int64_t memory_bytes = 0;
  if (o) {
    if (hac_status s = check_options(model, *o, error))
      return s;
    plan.flags = member<uint32_t>(o, offsetof(hac_load_options, flags));
    plan.memory = member<char *>(o, offsetof(hac_load_options, memory));
    wanted = member<int32_t>(o, offsetof(hac_load_options, isa));
    plan.cache_path = member<const char *>(o, offsetof(hac_load_options, cache_path));
    plan.parallel = member<const hac_parallel *>(o, offsetof(hac_load_options, parallel));
    memory_bytes = member<int64_t>(o, offsetof(hac_load_options, memory_bytes));
  }
  const char *variable = plan.flags & HAC_LOAD_NO_ENV ? nullptr : isa_variable();
  if (hac_status s = choose_isa(model, machine_levels(), wanted, variable, plan.isa, error))
    return s;
  plan.bytes = block_bytes(model, plan.isa);
  if (!plan.memory && memory_bytes != 0)
    return failure(error, HAC_E_NULL, -1, memory_bytes)
           << "hac_load_options.memory is NULL, but has bytes";
  uintptr_t address = reinterpret_cast<uintptr_t>(plan.memory);
  if (address % 64)
    return failure(error, HAC_E_ALIGN, -1, int64_t(address))
           << "hac_load_options.memory is not aligned to 64 bytes";
  if (plan.memory && memory_bytes < plan.bytes)
    return failure(error, HAC_E_MEMORY_SMALL, -1, plan.bytes)
           << "hac_load_options.memory has " << memory_bytes << " bytes, needed are "
           << plan.bytes;
  return HAC_OK;
}

hac_status load_weights(const hac_model &model, const load_plan &plan, const source &file,
                        hac_weights **out, hac_error *error) {
  tensor_file tensors;
  if (hac_status s = tensors.parse(file, error))
    return s;
  if (hac_status s = match_parameters(model, tensors, plan.flags, error))
    return s;
  weight_cache cache(model, plan.isa, plan.flags);
  bool may_cache = plan.cache_path && cache.open(plan.cache_path, file, tensors.data_begin());
  char *data = nullptr;
  if (may_cache)
    data = cache.load(plan.memory ? plan.memory + sizeof(hac_weights) : nullptr);
  bool hit = data;
  mapping block;
  char *memory = plan.memory;
  if (!memory) {
    int64_t bytes = hit ? int64_t(sizeof(hac_weights)) : plan.bytes; // the file's block stays there
    if (!block.allocate(uint64_t(bytes))) {
      if (cache.mapped())
        munmap(cache.mapped(), cache.mapped_bytes());
      return failure(error, HAC_E_NO_MEMORY, -1, bytes)
             << "no memory for " << bytes << " bytes of weights";
    }
    memory = block.data;
    advise_large_pages(memory, bytes);
  }
  if (!hit) {
    data = memory + sizeof(hac_weights);
    if (hac_status s = pack_weights(model, plan, file, tensors, data, error))
      return s;
    if (may_cache)
      cache.store(data);
  }
  hac_weights *handle = reinterpret_cast<hac_weights *>(memory);
  *handle = {};
  handle->magic = weights_magic;
  handle->model = &model;
  handle->data = data;
  handle->mapped_bytes = plan.memory ? 0 : int64_t(block.bytes);
  handle->isa = plan.isa;
  handle->info = cache.info;
  int64_t weights_bytes = model.isas[plan.isa].weights_bytes;
  if (cache.mapped()) {
    handle->file = cache.mapped();
    handle->file_bytes = int64_t(cache.mapped_bytes());
    handle->info.mapped_bytes = weights_bytes;
    mapped_weights().add(*handle);
  } else {
    handle->info.packed_bytes = weights_bytes;
  }
  handle->seal = seal_of(*handle);
  block.release();
  *out = handle;
  return HAC_OK;
}

} // namespace hac::rt

using namespace hac::rt;

int64_t hac_rt1_weights_bytes(const hac_model *model, int32_t isa) {
  uint32_t index;
  const char *variable = isa_variable();
  if (hac_status s = choose_isa(*model, machine_levels(), isa, variable, index, nullptr))
    return -s;
  return block_bytes(*model, index);
}

hac_status hac_rt1_load_memory(const hac_model *model, const void *file, size_t bytes,
                               const hac_load_options *options, hac_weights **out,
                               hac_error *error) {
  cancel_guard no_cancel;
  if (!out || (!file && bytes))
    return failure(error, HAC_E_NULL) << (out ? "file is NULL" : "out is NULL");
  *out = nullptr;
  load_plan plan;
  if (hac_status s = plan_load(*model, options, plan, error))
    return s;
  return load_weights(*model, plan, source(file, bytes), out, error);
}

void hac_rt1_unload(hac_weights *weights) {
  if (!weights || !is_valid(weights))
    return;
  int64_t bytes = weights->mapped_bytes;
  if (weights->file) {
    mapped_weights().remove(*weights);
    munmap(weights->file, size_t(weights->file_bytes));
  }
  weights->magic = 0; // a call with the caller's memory after this is R318
  if (bytes)
    munmap(weights, size_t(bytes));
}
