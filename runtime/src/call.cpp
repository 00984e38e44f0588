// call.cpp: one inference call from the checks to the kernel and back.
#include "check_call.h"
#include "fp_guard.h"
#include "pack.h"
#include "profile.h"
#include "weights.h"

namespace hac::rt {

namespace {

/// A context serves one call, and weights one call that trains; a mark is taken and given back here.
class busy_mark {
public:
  explicit busy_mark(uint32_t &mark)
      : mark(mark), taken(__atomic_exchange_n(&mark, 1u, __ATOMIC_ACQUIRE) == 0) {}
  ~busy_mark() {
    if (taken)
      __atomic_store_n(&mark, 0u, __ATOMIC_RELEASE);
  }
  explicit operator bool() const { return taken; }

private:
  uint32_t &mark;
  bool taken;
};

bool is_fault_of_hac(hac_status status) {
  return status == HAC_E_BOUNDS || status == HAC_E_RED_ZONE || status == HAC_E_UNWRITTEN;
}

hac_status explain_fault(failure &f, const hac_call &call, hac_status status) {
  f << "a fault of hac: " << call.fault_where;
  if (status == HAC_E_BOUNDS)
    return f << " leaves a buffer of " << call.fault_size << " elements; it begins at element "
             << call.fault_value;
  if (status == HAC_E_UNWRITTEN)
    return f << ": nothing has written byte " << call.fault_value;
  f << " was written " << call.fault_value << " bytes behind its end";
  if (call.group != no_group)
    f << ", in group " << call.model->groups[call.group].name << " or after it";
  return f;
}

hac_status explain(const call_request &request, const hac_call &call, hac_status status) {
  failure f(request.error, status, call.fault_arg, call.fault_value);
  f << request.fn.name << ": ";
  if (is_fault_of_hac(status))
    return explain_fault(f, call, status);
  if (call.fault_where)
    return f << call.fault_where << ": element " << call.fault_position << " of the indices is "
             << call.fault_value << ", expected 0 to " << call.fault_size - 1
             << "; the outputs are unspecified";
  switch (status) {
  case HAC_E_CANCELLED:
    return f << "cancelled; the outputs are unspecified";
  case HAC_E_PARALLEL:
    return f << "hac_parallel.run lost or repeated a lane; the outputs are unspecified";
  case HAC_E_INDEX:
  case HAC_E_LABEL:
  case HAC_E_LENGTH:
    return f << "a computed " << hac_status_name(status) << " is " << call.fault_value
             << ", outside its range";
  default:
    return f << "the compiled code returned " << status;
  }
}

hac_status explain_lost(const call_request &request) {
  return failure(request.error, HAC_E_FILE_CHANGED)
         << request.fn.name << ": the cache file of the weights shrank while it was mapped";
}

} // namespace
} // namespace hac::rt

using namespace hac::rt;

void hac_rt1_bad_index(hac_call *call, const char *where, int64_t position, int64_t value,
                       int64_t size) {
  if (call->fault_where)
    return;
  call->fault_where = where;
  call->fault_arg = -1;
  call->fault_position = position;
  call->fault_value = value;
  call->fault_size = size;
}

hac_status hac_rt1_run(const hac_model *model, uint32_t number, const hac_weights *weights,
                       hac_context *cx, const void *args, hac_error *error, void **words) {
  const hac_fn &fn = model->fns[number];
  int64_t symbols[HAC_MAX_SYMBOLS];
  call_request request = {*model, fn, weights, cx, args, error};
  call_room room = {symbols, reinterpret_cast<int64_t *>(words + fn.arg_count), words};
  int64_t lanes;
  if (hac_status s = check_call(request, room, lanes))
    return s;
  busy_mark mark(cx->busy);
  if (!mark)
    return failure(error, HAC_E_BUSY)
           << fn.name << ": another call runs with this context; give each thread its own";
  bool trains = fn.flags & HAC_FN_TRAINS;
  if (trains && weights->file)
    return failure(error, HAC_E_STATE) << fn.name << ": the weights are those of a cache file, which other "
                                          "processes share; load them without cache_path to train";
  uint32_t nobody = 0;
  busy_mark training(trains ? const_cast<hac_weights *>(weights)->busy : nobody);
  if (!training)
    return failure(error, HAC_E_BUSY) << fn.name << ": another call trains these weights";
  if (hac_status s = check_values(request, room))
    return s;
  if (has_lost_pages(*weights))
    return explain_lost(request);

  hac_profile *profile = cx->profile;
  uint64_t begin_ns = profile ? now_ns() : 0;
  hac_call call = {};
  call.cx = cx;
  call.weights = weights->data;
  call.arena = static_cast<char *>(cx->arena);
  call.symbols = symbols;
  call.args = words;
  call.fault_arg = -1;
  call.lanes = lanes;
  call.model = model;
  call.fn = &fn;
  call.group = no_group;
  hac_status status = hac_rt1_cancelled(&call);
  if (!status) {
    fp_guard ieee;
    status = fn.codes[weights->isa].kernel(&call);
  }
  if (!status) // a kernel does not look at the status of a region inside a loop
    status = call.failed;
  if (call.fault_where && !is_fault_of_hac(call.failed))
    status = HAC_E_INDEX;
  if (profile) {
    end_group(call);
    record(*profile, {model->group_count + number, 0, begin_ns, now_ns()});
  }
  if (trains)
    pack_again(*weights);
  if (has_lost_pages(*weights))
    return explain_lost(request);
  return status ? explain(request, call, status) : HAC_OK;
}

hac_status hac_check_sizes(const hac_model *model, uint32_t number, const int64_t *sizes,
                           hac_error *error) {
  if (!model || number >= model->fn_count || (!sizes && model->fns[number].symbol_count))
    return failure(error, HAC_E_NULL) << "hac_check_sizes: no model, no such function or no sizes";
  return check_symbols(model->fns[number], sizes, error);
}

int64_t hac_rt1_arena_bytes(const hac_model *model, uint32_t number, const int64_t *symbols,
                            int64_t lanes) {
  const hac_fn &fn = model->fns[number];
  if (hac_status s = check_symbols(fn, symbols, nullptr))
    return -s;
  if (!valid_lanes(lanes))
    return -HAC_E_PARALLEL;
  int64_t largest = 0; // over the ISA levels: the weights that will be used are not known here
  for (uint32_t i = 0; i < model->isa_count; ++i) {
    int64_t bytes = fn.codes[i].arena(symbols, lanes);
    if (bytes < 0)
      return -HAC_E_OVERFLOW;
    largest = bytes > largest ? bytes : largest;
  }
  return largest;
}
