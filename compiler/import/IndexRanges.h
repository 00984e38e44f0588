// Which values integer inputs may have, and which indices need no check while a call runs.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/import/Blob.h"

#include <map>

namespace hac::import {

/// What the ops that read by index, and masks and means over lengths, ask of the inputs. A use asks
/// for an interval; on its way back to the input it passes ops that move elements (reshape) or compute
/// on each alone, and changes with them:
///
///     embedding(ids + 1), 30 rows         0 <= ids + 1 <= 29               -1 <= ids <= 28
///     lengths(floor_div(n, 2)), T keys    0 <= floor_div(n, 2) <= T         0 <= n <= 2*T + 1
///
/// An index that does not lead back to inputs alone is checked while the call runs (hac.bad_index).
/// A length is not: a mask has a meaning for every number.
struct IndexRanges {
  std::map<uint32_t, emit::Range> inputs; // by value
  std::vector<bool> checked;              // by node: the ranges keep its indices in bounds
};

/// Of a blob that the verifiers have accepted.
IndexRanges indexRanges(const Blob &blob);

/// A dim code as the descriptor has it.
emit::Dim dimOf(const Blob &blob, int64_t code);

} // namespace hac::import
