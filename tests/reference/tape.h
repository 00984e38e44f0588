// Traced lambdas, evaluated for one element at a time.
#pragma once
#include "tests/reference/graph.h"

namespace hac::reference {

/// A value inside a lambda. A boolean is a whole 0 or 1.
struct Scalar {
  TapeKind kind = TapeKind::integer;
  Real real;
  Whole whole;

  static Scalar of(Real value) { return {TapeKind::real, value, {}}; }
  static Scalar of(int64_t value) { return {TapeKind::integer, {}, {value, false}}; }
  static Scalar of(Whole value) { return {TapeKind::integer, {}, value}; }
};

/// Integers mixed with reals count as reals.
Real asReal(const Scalar &scalar);
Scalar elementOf(const Tensor &tensor, int64_t offset);

/// `operands` are those of the node: the tape's loads read from its `firstRead` on.
Scalar runTape(const Tape &tape, const std::vector<Scalar> &variables,
               const std::vector<const Tensor *> &operands);

} // namespace hac::reference
