// The checks of a call, in the order of rule 3 of runtime/README.md. Nothing is written but `room`.
#pragma once
#include "dims.h"
#include "failure.h"

namespace hac::rt {

struct call_request {
  const hac_model &model;
  const hac_fn &fn;
  const hac_weights *weights;
  hac_context *cx;
  const void *args;
  hac_error *error;
};

struct call_room { // memory of the entry point and of hac_rt1_run
  int64_t *symbols; // fn.symbol_count
  int64_t *atoms;   // fn.atom_count
  void **pointers;  // fn.arg_count
};

/// Everything up to and with the arena's size (R300 to R307, R314, R317, R318). `lanes` is filled.
hac_status check_call(const call_request &call, call_room room, int64_t &lanes);

/// Values of ids, labels and lengths (R308 to R310).
hac_status check_values(const call_request &call, call_room room);

/// R304 where a symbol is outside its bounds.
hac_status check_symbols(const hac_fn &fn, const int64_t *symbols, hac_error *error);

constexpr bool valid_lanes(int64_t lanes) { return lanes >= 1 && lanes <= HAC_MAX_LANES; }

} // namespace hac::rt
