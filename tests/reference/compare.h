// Computed tensors against the reference's bounds.
#pragma once
#include "tests/reference/interpreter.h"

namespace hac::reference {

/// Counts over all tensors added.
struct Comparison {
  int64_t elements = 0;
  int64_t failures = 0;  // beyond `fail`, or another NaN, infinity or integer: a bug
  int64_t alerts = 0;    // beyond `alert`: suspicious if there are many
  int64_t undecided = 0; // skipped
  double worst = 0;      // largest |y - r| / fail
  std::string firstFailure;

  void add(const Tensor &reference, const Tensor &computed);
};

} // namespace hac::reference
