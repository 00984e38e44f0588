// A traced lambda on one vector of lanes.
#pragma once
#include "compiler/hac/Tape.h"
#include "compiler/tile/Emitter.h"

namespace hac::tile {

/// Runs the tape. Variables are scalars or native vectors (integers i64, reals f32); what depends on
/// scalars only is computed once, not in each lane. `reads` are the tensors of the tape, indices are
/// clamped to their bounds. The result is a scalar or a vector.
Value emitLaneCode(Emitter &e, const Tape &tape, ArrayRef<Value> variables, ArrayRef<Memory> reads);

} // namespace hac::tile
