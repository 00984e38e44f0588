// cost.cpp: see cost.h.
#include "cost.h"

#include "check_call.h"
#include "dims.h"

namespace hac::rt {

namespace {
hac_status too_large(const hac_fn &fn, hac_error *error) {
  return failure(error, HAC_E_OVERFLOW) << fn.name << ": the cost passes 2^63 - 1";
}
} // namespace

hac_status call_sizes::set(const hac_fn &function, const int64_t *sizes, hac_error *error) {
  fn = &function;
  if (hac_status s = check_symbols(*fn, sizes, error))
    return s;
  if (fn->atom_count > sizeof few / sizeof *few) {
    if (!many.allocate(uint64_t(fn->atom_count) * sizeof *atoms))
      return failure(error, HAC_E_NO_MEMORY) << fn->name << ": no memory for its sizes";
    atoms = reinterpret_cast<int64_t *>(many.data);
  }
  return evaluate_atoms(*fn, sizes, atoms) ? HAC_OK : too_large(*fn, error);
}

hac_status call_sizes::add(const hac_group &group, cost &total, hac_error *error) const {
  int64_t flops, bytes;
  if (!evaluate(*fn, group.flops, atoms, flops) || !evaluate(*fn, group.bytes, atoms, bytes) ||
      __builtin_add_overflow(total.flops, flops, &total.flops) ||
      __builtin_add_overflow(total.bytes, bytes, &total.bytes))
    return too_large(*fn, error);
  return HAC_OK;
}

} // namespace hac::rt

using namespace hac::rt;

hac_status hac_group_cost(const hac_model *model, uint32_t group, const int64_t *sizes,
                          int64_t *flops, int64_t *bytes) {
  if (!model || !sizes || !flops || !bytes)
    return HAC_E_NULL;
  if (group >= model->group_count)
    return HAC_E_DIM;
  const hac_group &row = model->groups[group];
  call_sizes call;
  cost total;
  if (hac_status s = call.set(model->fns[row.fn], sizes, nullptr))
    return s;
  if (hac_status s = call.add(row, total, nullptr))
    return s;
  *flops = total.flops;
  *bytes = total.bytes;
  return HAC_OK;
}

hac_status hac_fn_cost(const hac_model *model, uint32_t fn, uint32_t isa, const int64_t *sizes,
                       int64_t *flops, int64_t *bytes) {
  if (!model || !sizes || !flops || !bytes)
    return HAC_E_NULL;
  if (fn >= model->fn_count || isa >= model->isa_count)
    return HAC_E_DIM;
  call_sizes call;
  cost total;
  if (hac_status s = call.set(model->fns[fn], sizes, nullptr))
    return s;
  for (uint32_t i = 0; i < model->group_count; ++i) {
    const hac_group &row = model->groups[i];
    if (row.fn == fn && row.isa == isa)
      if (hac_status s = call.add(row, total, nullptr))
        return s;
  }
  *flops = total.flops;
  *bytes = total.bytes;
  return HAC_OK;
}
