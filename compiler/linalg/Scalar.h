// Scalar code: what one element of an elementwise op computes.
#pragma once
#include "compiler/hac/ScalarCode.h"
#include "compiler/linalg/Lowering.h"

namespace hac::linalg_stage {

using namespace hac::scalar;

/// A cast between element types of the model language: float to int truncates, saturates, NaN is 0;
/// to bool is x != 0. `scalar` is in the compute type of `from`, the result in that of `to`.
Value castScalar(OpBuilder &b, Location loc, Value scalar, Type from, Type to);

} // namespace hac::linalg_stage
