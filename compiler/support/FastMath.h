// The one fast-math flag that hac allows: a*b + c as one FMA.
#pragma once
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace hac {

/// False if a flag of `op` other than `contract` lets LLVM change bits. Ops without flags are fine.
inline bool onlyContracts(mlir::Operation *op) {
  auto flagged = llvm::dyn_cast<mlir::arith::ArithFastMathInterface>(op);
  return !flagged || !flagged.getFastMathFlagsAttr() ||
         mlir::arith::bitEnumContainsAll(mlir::arith::FastMathFlags::contract,
                                         flagged.getFastMathFlagsAttr().getValue());
}

} // namespace hac
