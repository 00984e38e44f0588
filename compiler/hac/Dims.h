// Dimensions of the model language as affine expressions over a function's symbols.
//
// A dimension is c + k1*a1 + ... ; an atom a is a symbol, floor(dim / q) with a constant q, or a
// product of two atoms. Everything here returns the normal form of dsl/graph/dim.h: terms merged and
// sorted, and
//     floor((q*a + b) / q) = a + floor(b / q)                     3*seq / 2 = seq + seq/2
//     floor((g*a + b) / (g*q)) = floor((a + floor(b / g)) / q)    (2*seq + 1) / 4 = seq/2
// so two dimensions are equal only if their expressions are identical. Numbers saturate.
#pragma once
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace hac {

mlir::AffineExpr normalizeDim(mlir::AffineExpr dim);

/// constant + sum of factor * atom; terms sorted, no factor 0.
struct DimSum {
  int64_t constant = 0;
  llvm::SmallVector<std::pair<mlir::AffineExpr, int64_t>> terms;
};
DimSum sumOfDim(mlir::AffineExpr dim);
/// The language can write it: at most 4 terms, products of two symbols, numbers up to 2^62 (E011).
bool isWritableDim(mlir::AffineExpr dim);

// Example: floorDiv(2*s0 + 6, 4) = (s0 + 3) floordiv 2.
mlir::AffineExpr addDims(mlir::AffineExpr a, mlir::AffineExpr b);
mlir::AffineExpr subDims(mlir::AffineExpr a, mlir::AffineExpr b);
mlir::AffineExpr mulDims(mlir::AffineExpr a, mlir::AffineExpr b);
mlir::AffineExpr floorDivDim(mlir::AffineExpr a, int64_t q);
inline mlir::AffineExpr ceilDivDim(mlir::AffineExpr a, int64_t q) { // ceil(a/q) = floor((a+q-1)/q)
  return floorDivDim(a + (q - 1), q);
}

struct Interval { // lo <= value <= hi, saturated at +-2^62
  int64_t lo, hi;
};
/// The values a dimension can take; bounds[i] are those of symbol i. With several terms an interval
/// that holds every value:  seq - seq/2 for seq in [3, 7] is in [2, 4].
Interval rangeOfDim(mlir::AffineExpr dim, llvm::ArrayRef<Interval> bounds);

/// The dimensions of a tensor of the hac dialect, constants included.
llvm::SmallVector<mlir::AffineExpr> dimsOf(mlir::RankedTensorType type);

/// tensor<?x64xf32, affine_map<()[s0] -> (s0, 64)>>; without the map if every dim is constant.
mlir::RankedTensorType tensorOf(llvm::ArrayRef<mlir::AffineExpr> dims, mlir::Type element,
                                unsigned symbols);

/// Value of a dimension for given symbols.
int64_t evaluateDim(mlir::AffineExpr dim, llvm::ArrayRef<int64_t> symbols);

} // namespace hac
