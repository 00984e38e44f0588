// Scalar arithmetic of the model language as IR, and the code of a traced lambda.
#pragma once
#include "compiler/hac/Tape.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace hac::scalar {

using mlir::Location;
using mlir::OpBuilder;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;

// On compute types; real values are f32 or f64.
Value real(OpBuilder &b, Location loc, Type type, double value);
Value integer(OpBuilder &b, Location loc, Type type, int64_t value);
Value maximum(OpBuilder &b, Location loc, Value x, Value y); // NaN wins
Value minimum(OpBuilder &b, Location loc, Value x, Value y);
Value add(OpBuilder &b, Location loc, Value x, Value y);
Value sub(OpBuilder &b, Location loc, Value x, Value y);
Value mul(OpBuilder &b, Location loc, Value x, Value y);
Value div(OpBuilder &b, Location loc, Value x, Value y); // floats
/// x * y + acc with one rounding.
Value fma(OpBuilder &b, Location loc, Value x, Value y, Value acc);
/// Towards minus infinity; by zero 0; MIN / -1 = MIN.
Value floorDiv(OpBuilder &b, Location loc, Value x, Value y);
Value remainder(OpBuilder &b, Location loc, Value x, Value y);
Value toIndex(OpBuilder &b, Location loc, Value integer);
/// `index` clamped to [0, size).
Value clampIndex(OpBuilder &b, Location loc, Value index, Value size);

/// Runs a tape: integers in i64, reals in f32. `read(k, indices)` loads element `indices` (index
/// type, not yet clamped) of the k-th tensor, in i64, f32 or i1.
using TapeRead = llvm::function_ref<Value(OpBuilder &, Location, unsigned, ValueRange)>;
Value emitTape(OpBuilder &b, Location loc, const Tape &tape, ValueRange variables, TapeRead read);

} // namespace hac::scalar
