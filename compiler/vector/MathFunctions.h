// Mathematical functions as IR: f32 scalars or vectors of any shape, FMA and division only, no
// tables, no estimate instructions, no branches, no fast-math flags. The bounds are those of
// tests/numerics.md over all inputs; tests/unit/math measures them.
#pragma once
#include "mlir/IR/Builders.h"

namespace hac::hacm {

using mlir::Location;
using mlir::OpBuilder;
using mlir::Value;

Value buildExp(OpBuilder &b, Location loc, Value x);   // 2 ULP
Value buildExp2(OpBuilder &b, Location loc, Value x);  // 1 ULP
Value buildExpm1(OpBuilder &b, Location loc, Value x); // 2 ULP
/// 2^x for x <= 0 in two thirds of the time; below -126 it is +0, as softmax wants. 1 ULP.
Value buildExp2NonPositive(OpBuilder &b, Location loc, Value x);
Value buildLog(OpBuilder &b, Location loc, Value x);   // 2 ULP; log 0 = -Inf
Value buildLog2(OpBuilder &b, Location loc, Value x);  // 2 ULP
Value buildLog1p(OpBuilder &b, Location loc, Value x); // 2 ULP
Value buildTanh(OpBuilder &b, Location loc, Value x);  // 3 ULP, at most 1 in magnitude
Value buildErf(OpBuilder &b, Location loc, Value x);   // 2 ULP
Value buildRsqrt(OpBuilder &b, Location loc, Value x); // 1 ULP
/// C's powf with all its special values; computed in f64, 1 ULP.
Value buildPow(OpBuilder &b, Location loc, Value x, Value y);

/// f32: 1 ULP for every finite x. f64: absolute error 2^-40 for |x| < 2^30, NaN beyond.
Value buildSin(OpBuilder &b, Location loc, Value x);
Value buildCos(OpBuilder &b, Location loc, Value x);

Value buildSigmoid(OpBuilder &b, Location loc, Value x);  // 3 ULP
Value buildSilu(OpBuilder &b, Location loc, Value x);     // 4 ULP
Value buildGelu(OpBuilder &b, Location loc, Value x);     // x Phi(x), 4 ULP also in the tail
Value buildGeluTanh(OpBuilder &b, Location loc, Value x); // 4 ULP or 2^-24 |x|
Value buildSoftplus(OpBuilder &b, Location loc, Value x); // 4 ULP
Value buildMish(OpBuilder &b, Location loc, Value x);     // 4 ULP

} // namespace hac::hacm
