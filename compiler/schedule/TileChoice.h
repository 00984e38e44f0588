// Which register tile, cache tile and task suit a contraction on a target.
#pragma once
#include "compiler/support/Target.h"

#include <optional>

namespace hac::schedule {

struct ContractionShape {
  std::optional<int64_t> rows; // nothing: known at run time only
  int64_t columns;
  int64_t depth; // products per element
};

struct TileChoice {
  std::vector<int64_t>
      heights;     // of the register tile: the first is the usual one, the rest remainders
  int64_t columns; // of the register tile and of a packed panel
  int64_t rows;    // of a task
  int64_t panels;  // of a task
};

/// Vector registers that a tile keeps busy: accumulators, one row of B, one element of A.
/// Example: 8x48 with 16 lanes needs 24 + 3 + 1 = 28.
int64_t registersFor(int64_t rows, int64_t columns, const Target &target);

/// Share of the FMA peak that the k loop of a tile can reach on all its columns.
/// Example: 8x48 on znver4 97, the most that was ever measured; 1x48 there 72.
int64_t percentOfPeak(int64_t rows, int64_t tileColumns, int64_t columns, const Target &target);

/// Always finds a tile: one row of one vector fits every target.
TileChoice chooseTile(const ContractionShape &shape, const Target &target);

} // namespace hac::schedule
