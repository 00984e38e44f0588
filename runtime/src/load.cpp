// load.cpp: the steps of a load. See load.h.
#include "load.h"

#include "cpu.h"
#include "dims.h"
#include "floats.h"
#include "head.h"
#include "match.h"
#include "pack.h"
#include "weights.h"

#include <pthread.h>
#include <stdlib.h>

namespace hac::rt {

namespace {

constexpr uint32_t known_flags =
    HAC_LOAD_ALLOW_EXTRA | HAC_LOAD_CONVERT | HAC_LOAD_CHECK_FINITE | HAC_LOAD_NO_ENV;
constexpr int64_t chunk_bytes = 1 << 18; // of a tensor that is converted while it is read

hac_status check_options(const hac_model &model, const hac_load_options &o, hac_error *error) {
  if (hac_status s = check_head(&o, "hac_load_options", sizeof(hac_head), sizeof o, model, error))
    return s;
  uint32_t flags = member<uint32_t>(&o, offsetof(hac_load_options, flags));
  if (flags & ~known_flags)
    return failure(error, HAC_E_FLAGS, -1, flags & ~known_flags)
           << "hac_load_options.flags has an unknown bit";
  if (member<uint64_t>(&o, offsetof(hac_load_options, cache_path)))
    return failure(error, HAC_E_FLAGS) << "hac_load_options.cache_path: this runtime has no cache";
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

int64_t elements_of(const hac_param &param) {
  int64_t elements = 1;
  for (uint32_t i = 0; i < param.rank; ++i)
    elements *= param.shape[i];
  return elements;
}

/// Moves parameters from the file into the block.
class packer {
public:
  packer(const hac_model &model, const load_plan &plan, const source &bytes,
         const tensor_file &tensors, hac_error *error)
      : model(model), plan(plan), bytes(bytes), tensors(tensors), error(error) {}

  hac_status run(char *data);

private:
  hac_status reserve();
  hac_status read(const hac_param &param, char *to);
  hac_status check_finite(uint32_t number, const char *data);
  bool converts(const hac_param &param) const {
    return dtype_of(*tensors.find(param.name)).hac != param.dtype;
  }

  const hac_model &model;
  const load_plan &plan;
  const source &bytes;
  const tensor_file &tensors;
  hac_error *error;
  mapping scratch; // the largest parameter that is not read in place, then a chunk
  int64_t chunk_at = 0;
};

hac_status packer::reserve() {
  const hac_isa &isa = model.isas[plan.isa];
  int64_t largest = 0;
  bool any_converts = false;
  for (uint32_t i = 0; i < isa.pack_count; ++i) {
    const hac_param &param = model.params[isa.packs[i].param];
    any_converts |= converts(param);
    int64_t size = elements_of(param) * element_bytes(param.dtype);
    if (!is_identity(isa.packs[i], param) && size > largest)
      largest = size;
  }
  chunk_at = (largest + 63) / 64 * 64;
  int64_t total = chunk_at + (any_converts ? chunk_bytes : 0);
  if (total > 0 && !scratch.allocate(uint64_t(total)))
    return failure(error, HAC_E_NO_MEMORY, -1, total) << "no memory to pack the weights";
  return HAC_OK;
}

/// The parameter's elements, in its own type and order.
hac_status packer::read(const hac_param &param, char *to) {
  const tensor &t = *tensors.find(param.name);
  uint64_t at = tensors.data_begin() + t.begin;
  if (!converts(param))
    return bytes.read(at, to, t.end - t.begin, error);
  uint8_t from = dtype_of(t).hac;
  int64_t step = chunk_bytes / element_bytes(from);
  for (int64_t left = elements_of(param); left > 0; left -= step) {
    int64_t count = left < step ? left : step;
    uint64_t size = uint64_t(count * element_bytes(from));
    if (hac_status s = bytes.read(at, scratch.data + chunk_at, size, error))
      return s;
    convert_floats(scratch.data + chunk_at, from, to, param.dtype, count);
    at += size;
    to += count * element_bytes(param.dtype);
  }
  return HAC_OK;
}

hac_status packer::check_finite(uint32_t number, const char *data) {
  const hac_param &param = model.params[number];
  if (!(plan.flags & HAC_LOAD_CHECK_FINITE) || !is_float(param.dtype))
    return HAC_OK;
  int64_t elements = elements_of(param);
  int64_t at = first_non_finite(data, param.dtype, elements);
  if (at == elements)
    return HAC_OK;
  return failure(error, HAC_E_FILE_NON_FINITE, number, at)
         << quoted(param.name) << " has a NaN or an infinity at element " << at;
}

hac_status packer::run(char *data) {
  if (hac_status s = reserve())
    return s;
  const hac_isa &isa = model.isas[plan.isa];
  int64_t in_scratch = -1; // number of the parameter there
  for (uint32_t i = 0; i < isa.pack_count; ++i) {
    const hac_pack &pack = isa.packs[i];
    const hac_param &param = model.params[pack.param];
    char *to = data + pack.offset;
    bool in_place = is_identity(pack, param);
    char *raw = in_place ? to : scratch.data;
    if (in_place || in_scratch != pack.param) {
      if (hac_status s = read(param, raw))
        return s;
      if (hac_status s = check_finite(pack.param, raw))
        return s;
    }
    if (!in_place) {
      in_scratch = pack.param;
      pack_parameter(pack, param, raw, to);
    }
  }
  return bytes.check_unchanged(error);
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
  mapping block;
  char *memory = plan.memory;
  if (!memory) {
    if (!block.allocate(uint64_t(plan.bytes)))
      return failure(error, HAC_E_NO_MEMORY, -1, plan.bytes)
             << "no memory for " << plan.bytes << " bytes of weights";
    memory = block.data;
  }
  char *data = memory + sizeof(hac_weights);
  if (hac_status s = packer(model, plan, file, tensors, error).run(data))
    return s;
  hac_weights *handle = reinterpret_cast<hac_weights *>(memory);
  *handle = {};
  handle->magic = weights_magic;
  handle->model = &model;
  handle->data = data;
  handle->mapped_bytes = plan.memory ? 0 : plan.bytes;
  handle->isa = plan.isa;
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
  weights->magic = 0; // a call with the caller's memory after this is R318
  if (bytes)
    munmap(weights, size_t(bytes));
}
