// check_call.cpp: structs, sizes, views and arena. See check_call.h.
#include "check_call.h"

#include "head.h"
#include "weights.h"

namespace hac::rt {

namespace {

struct view { // the common layout of hac_in_* and hac_out_*
  const char *data;
  int64_t count;
};

view view_of(const call_request &call, const hac_arg &arg) {
  return member<view>(call.args, arg.offset);
}

/// "classify: tokens"
failure about(const call_request &call, hac_status status, uint32_t arg, int64_t value) {
  return failure(call.error, status, arg, value)
         << call.fn.name << ": " << call.fn.args[arg].name;
}

failure about(const call_request &call, hac_status status, int64_t value = 0) {
  return failure(call.error, status, -1, value) << call.fn.name << ": ";
}

hac_status check_structs(const call_request &call) {
  if (!call.weights)
    return about(call, HAC_E_NULL) << "the weights are NULL";
  if (!call.cx)
    return about(call, HAC_E_NULL) << "the context is NULL";
  if (!call.args)
    return about(call, HAC_E_NULL) << "the arguments are NULL";
  // A context must reach to `busy`, which a call writes.
  if (hac_status s = check_head(call.cx, "hac_context", offsetof(hac_context, reserved),
                                sizeof(hac_context), call.model, call.error))
    return s;
  return check_head(call.args, "the argument struct", sizeof(hac_head), call.fn.args_bytes,
                    call.model, call.error);
}

hac_status check_pointers(const call_request &call) {
  for (uint32_t i = 0; i < call.fn.arg_count; ++i) {
    const hac_arg &arg = call.fn.args[i];
    if (arg.plain)
      continue;
    view v = view_of(call, arg);
    if (!v.data && v.count != 0)
      return about(call, HAC_E_NULL, i, v.count)
             << " is NULL, but has " << v.count << " elements";
  }
  const hac_context &cx = *call.cx;
  if (!cx.arena && cx.arena_bytes != 0)
    return about(call, HAC_E_NULL) << "the arena is NULL, but has bytes";
  if (cx.parallel && !cx.parallel->run)
    return about(call, HAC_E_NULL) << "hac_parallel.run is NULL";
  if (cx.profile && !cx.profile->events && cx.profile->capacity != 0)
    return about(call, HAC_E_NULL) << "hac_profile.events is NULL";
  return HAC_OK;
}

hac_status check_flags(const call_request &call) {
  if (call.cx->flags)
    return about(call, HAC_E_FLAGS, call.cx->flags) << "hac_context.flags must be 0";
  for (int i = 0; i < 3; ++i)
    if (member<uint64_t>(call.cx, offsetof(hac_context, reserved) + 8 * i))
      return about(call, HAC_E_FLAGS) << "hac_context.reserved must be 0";
  return HAC_OK;
}

hac_status check_handle(const call_request &call) {
  if (!is_valid(call.weights))
    return about(call, HAC_E_HANDLE) << "these are no weights, or they were unloaded";
  if (call.weights->model != &call.model)
    return about(call, HAC_E_HANDLE) << "the weights were loaded for another model";
  return HAC_OK;
}

hac_status check_sizes(const call_request &call, call_room room) {
  const hac_fn &fn = call.fn;
  if (!evaluate_atoms(fn, room.symbols, room.atoms))
    return about(call, HAC_E_OVERFLOW) << "the sizes multiply to more than 2^63 - 1";
  for (uint32_t i = 0; i < fn.arg_count; ++i) {
    extent size;
    if (!evaluate(fn, fn.args[i], room.atoms, size))
      return about(call, HAC_E_OVERFLOW, i, 0) << " has more than 2^63 - 1 bytes at these sizes";
  }
  for (uint32_t i = 0; i < fn.check_count; ++i) {
    int64_t left, right;
    if (!evaluate(fn, fn.checks[i].left, room.atoms, left) ||
        !evaluate(fn, fn.checks[i].right, room.atoms, right))
      return about(call, HAC_E_OVERFLOW) << "the sizes multiply to more than 2^63 - 1";
    if (left != right)
      return about(call, HAC_E_DIM, left)
             << "the sizes give " << left << " where " << fn.file << ":" << fn.checks[i].line
             << " demands " << right;
  }
  return HAC_OK;
}

/// Counts, then alignment: one pass for each, since all counts come first.
hac_status check_views(const call_request &call, call_room room) {
  const hac_fn &fn = call.fn;
  for (uint32_t i = 0; i < fn.arg_count; ++i) {
    if (fn.args[i].plain)
      continue;
    extent size;
    evaluate(fn, fn.args[i], room.atoms, size);
    view v = view_of(call, fn.args[i]);
    if (v.count != size.elements)
      return about(call, HAC_E_COUNT, i, v.count)
             << " has " << v.count << " elements, its sizes give " << size.elements;
  }
  for (uint32_t i = 0; i < fn.arg_count; ++i) {
    if (fn.args[i].plain)
      continue;
    uintptr_t address = reinterpret_cast<uintptr_t>(view_of(call, fn.args[i]).data);
    int64_t align = element_bytes(fn.args[i].dtype);
    if (address % uintptr_t(align))
      return about(call, HAC_E_ALIGN, i, int64_t(address))
             << " is not aligned to its elements of " << align << " bytes";
  }
  return HAC_OK;
}

struct range { // of memory; an empty one overlaps nothing
  uintptr_t first, last;
  bool empty;
  range(const void *data, int64_t bytes)
      : first(reinterpret_cast<uintptr_t>(data)), last(first + uintptr_t(bytes) - 1),
        empty(bytes <= 0) {
    if (!empty && last < first) // a view that would wrap around reaches to the end of memory
      last = UINTPTR_MAX;
  }
  bool overlaps(const range &other) const {
    return !empty && !other.empty && first <= other.last && other.first <= last;
  }
};

range range_of(const call_request &call, const hac_arg &arg) {
  int64_t bytes = element_bytes(arg.dtype);
  if (arg.plain) // lies in the argument struct
    return range(static_cast<const char *>(call.args) + arg.offset, bytes);
  view v = view_of(call, arg);
  return range(v.data, v.count * bytes);
}

hac_status check_overlap(const call_request &call) {
  const hac_fn &fn = call.fn;
  const hac_context &cx = *call.cx;
  range arena(cx.arena, cx.arena_bytes);
  range handle(call.weights, sizeof(hac_weights));
  range weights(call.weights->data, call.model.isas[call.weights->isa].weights_bytes);
  if (arena.overlaps(handle) || arena.overlaps(weights))
    return about(call, HAC_E_OVERLAP) << "the arena overlaps the weights";
  for (uint32_t i = 0; i < fn.arg_count; ++i) {
    range mine = range_of(call, fn.args[i]);
    if (mine.overlaps(arena))
      return about(call, HAC_E_OVERLAP, i, 0) << " overlaps the arena";
    if (fn.args[i].kind == HAC_ARG_INPUT)
      continue;
    if (mine.overlaps(handle) || mine.overlaps(weights))
      return about(call, HAC_E_OVERLAP, i, 0) << " overlaps the weights";
    for (uint32_t j = 0; j < fn.arg_count; ++j)
      if (j != i && mine.overlaps(range_of(call, fn.args[j])))
        return about(call, HAC_E_OVERLAP, i, j) << " overlaps " << fn.args[j].name;
  }
  return HAC_OK;
}

hac_status check_arena(const call_request &call, call_room room, int64_t lanes) {
  const hac_context &cx = *call.cx;
  uintptr_t address = reinterpret_cast<uintptr_t>(cx.arena);
  if (address % 64)
    return about(call, HAC_E_ALIGN, int64_t(address)) << "the arena is not aligned to 64 bytes";
  int64_t needed = call.fn.codes[call.weights->isa].arena(room.symbols, lanes);
  if (needed < 0)
    return about(call, HAC_E_OVERFLOW) << "the arena would need more than 2^63 - 1 bytes";
  if (cx.arena_bytes < needed)
    return about(call, HAC_E_MEMORY_SMALL, needed)
           << "the arena has " << cx.arena_bytes << " bytes, needed are " << needed;
  return HAC_OK;
}

} // namespace

hac_status check_symbols(const hac_fn &fn, const int64_t *symbols, hac_error *error) {
  for (uint32_t i = 0; i < fn.symbol_count; ++i) {
    const hac_symbol &symbol = fn.symbols[i];
    int64_t size = symbols[i];
    if (size >= symbol.min && size <= symbol.max && size % symbol.multiple_of == 0)
      continue;
    failure f(error, HAC_E_DIM, -1, size);
    f << fn.name << ": " << symbol.name << " is " << size << ", expected " << symbol.min << " to "
      << symbol.max;
    if (symbol.multiple_of != 1)
      f << ", a multiple of " << symbol.multiple_of;
    return f << " (" << symbol.file << ":" << symbol.line << ")";
  }
  return HAC_OK;
}

hac_status check_call(const call_request &call, call_room room, int64_t &lanes) {
  if (hac_status s = check_structs(call))
    return s;
  if (hac_status s = check_pointers(call))
    return s;
  if (hac_status s = check_flags(call))
    return s;
  lanes = call.cx->parallel ? call.cx->parallel->lanes : 1;
  if (!valid_lanes(lanes))
    return about(call, HAC_E_PARALLEL, lanes)
           << "hac_parallel.lanes is " << lanes << ", expected 1 to " << int64_t(HAC_MAX_LANES);
  if (hac_status s = check_handle(call))
    return s;
  for (uint32_t i = 0; i < call.fn.symbol_count; ++i)
    room.symbols[i] = member<int64_t>(call.args, call.fn.symbols[i].offset);
  if (hac_status s = check_symbols(call.fn, room.symbols, call.error))
    return s;
  if (hac_status s = check_sizes(call, room))
    return s;
  if (hac_status s = check_views(call, room))
    return s;
  if (hac_status s = check_overlap(call))
    return s;
  if (hac_status s = check_arena(call, room, lanes))
    return s;
  for (uint32_t i = 0; i < call.fn.arg_count; ++i) {
    const hac_arg &arg = call.fn.args[i];
    const char *data = arg.plain ? static_cast<const char *>(call.args) + arg.offset
                                 : view_of(call, arg).data;
    room.pointers[i] = const_cast<char *>(data); // kernels write through outputs only
  }
  return HAC_OK;
}

} // namespace hac::rt
