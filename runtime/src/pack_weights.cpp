// pack_weights.cpp: see pack_weights.h.
#include "pack_weights.h"

#include "dims.h"
#include "floats.h"
#include "pack.h"

#include <atomic>
#include <string.h>

namespace hac::rt {

namespace {

constexpr int64_t chunk_bytes = 1 << 18; // of a tensor that is converted while it is read
constexpr int64_t most_lanes = 16;       // each has its scratch; memory bounds them all

/// Where one lane keeps what it read.
struct scratch {
  char *data;               // the largest parameter that is not read in place
  char *chunk;              // of one that is converted
  int64_t param = -1;       // number of the parameter in `data`
  hac_error *error = nullptr;
};

class packer {
public:
  packer(const hac_model &model, const load_plan &plan, const source &file,
         const tensor_file &tensors, char *data)
      : model(model), plan(plan), isa(model.isas[plan.isa]), file(file), tensors(tensors),
        data(data) {}

  hac_status run(hac_error *error);

private:
  hac_status reserve(int64_t lanes, hac_error *error);
  scratch scratch_of(int64_t lane) const;
  hac_status pack(const hac_pack &pack, scratch &mine);
  hac_status read(const hac_param &param, char *to, const scratch &mine);
  hac_status check_finite(uint32_t number, const char *values, hac_error *error) const;
  bool run_lanes(int64_t lanes);
  void run_lane(int64_t lane);
  bool converts(const hac_param &param) const {
    const tensor *t = tensors.find(param.name);
    return t && dtype_of(*t).hac != param.dtype;
  }

  const hac_model &model;
  const load_plan &plan;
  const hac_isa &isa;
  const source &file;
  const tensor_file &tensors;
  char *data;
  mapping memory;
  int64_t chunk_at = 0, lane_bytes = 0;
  std::atomic<uint32_t> next{0}, packed{0};
};

hac_status packer::reserve(int64_t lanes, hac_error *error) {
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
  lane_bytes = chunk_at + (any_converts ? chunk_bytes : 0);
  if (lane_bytes > 0 && !memory.allocate(uint64_t(lane_bytes * lanes)))
    return failure(error, HAC_E_NO_MEMORY, -1, lane_bytes * lanes)
           << "no memory to pack the weights";
  return HAC_OK;
}

scratch packer::scratch_of(int64_t lane) const {
  scratch mine = {memory.data + lane * lane_bytes, nullptr};
  mine.chunk = mine.data + chunk_at;
  return mine;
}

/// The parameter's elements, in its own type and order.
hac_status packer::read(const hac_param &param, char *to, const scratch &mine) {
  const tensor *found = tensors.find(param.name);
  if (!found) { // state of an optimizer that has not begun
    memset(to, 0, size_t(elements_of(param) * element_bytes(param.dtype)));
    return HAC_OK;
  }
  const tensor &t = *found;
  uint64_t at = tensors.data_begin() + t.begin;
  if (!converts(param))
    return file.read(at, to, t.end - t.begin, mine.error);
  uint8_t from = dtype_of(t).hac;
  int64_t step = chunk_bytes / element_bytes(from);
  for (int64_t left = elements_of(param); left > 0; left -= step) {
    int64_t count = left < step ? left : step;
    uint64_t size = uint64_t(count * element_bytes(from));
    if (hac_status s = file.read(at, mine.chunk, size, mine.error))
      return s;
    convert_floats(mine.chunk, from, to, param.dtype, count);
    at += size;
    to += count * element_bytes(param.dtype);
  }
  return HAC_OK;
}

hac_status packer::check_finite(uint32_t number, const char *values, hac_error *error) const {
  const hac_param &param = model.params[number];
  if (!(plan.flags & HAC_LOAD_CHECK_FINITE) || !is_float(param.dtype))
    return HAC_OK;
  int64_t elements = elements_of(param);
  int64_t at = first_non_finite(values, param.dtype, elements);
  if (at == elements)
    return HAC_OK;
  return failure(error, HAC_E_FILE_NON_FINITE, number, at)
         << quoted(param.name) << " has a NaN or an infinity at element " << at;
}

hac_status packer::pack(const hac_pack &pack, scratch &mine) {
  const hac_param &param = model.params[pack.param];
  char *to = data + pack.offset;
  bool in_place = is_identity(pack, param);
  char *raw = in_place ? to : mine.data;
  if (in_place || mine.param != pack.param) {
    if (hac_status s = read(param, raw, mine))
      return s;
    if (hac_status s = check_finite(pack.param, raw, mine.error))
      return s;
  }
  if (!in_place) {
    mine.param = pack.param;
    pack_parameter(pack, param, raw, to);
  }
  return HAC_OK;
}

void packer::run_lane(int64_t lane) {
  scratch mine = scratch_of(lane);
  for (;;) {
    uint32_t i = next.fetch_add(1, std::memory_order_relaxed);
    if (i >= isa.pack_count || pack(isa.packs[i], mine))
      return;
    packed.fetch_add(1, std::memory_order_relaxed);
  }
}

/// True where the lanes have packed everything.
bool packer::run_lanes(int64_t lanes) {
  // Each lane that comes takes a scratch of its own, whatever number the hook gives it.
  struct region {
    packer *self;
    int64_t lanes;
    std::atomic<int64_t> next{0};
  } r = {this, lanes};
  plan.parallel->run(
      plan.parallel->self, lanes,
      [](void *arg, int64_t) {
        region &r = *static_cast<region *>(arg);
        int64_t lane = r.next.fetch_add(1, std::memory_order_relaxed);
        if (lane < r.lanes)
          r.self->run_lane(lane);
      },
      &r);
  return packed.load(std::memory_order_relaxed) == isa.pack_count;
}

hac_status packer::run(hac_error *error) {
  int64_t lanes = plan.parallel ? plan.parallel->lanes : 1;
  lanes = lanes < most_lanes ? lanes : most_lanes;
  lanes = lanes < isa.pack_count ? lanes : isa.pack_count;
  lanes = lanes > 1 ? lanes : 1;
  if (hac_status s = reserve(lanes, error))
    return s;
  // After a failure all is done again in order: the error is that of the first parameter.
  if (lanes == 1 || !run_lanes(lanes)) {
    scratch mine = scratch_of(0);
    mine.error = error;
    for (uint32_t i = 0; i < isa.pack_count; ++i)
      if (hac_status s = pack(isa.packs[i], mine))
        return s;
  }
  return file.check_unchanged(error);
}

} // namespace

hac_status pack_weights(const hac_model &model, const load_plan &plan, const source &file,
                        const tensor_file &tensors, char *data, hac_error *error) {
  return packer(model, plan, file, tensors, data).run(error);
}

} // namespace hac::rt
