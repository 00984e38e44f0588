// Who touches a buffer, through whatever views.
#pragma once
#include "mlir/IR/Block.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/SetVector.h"

namespace hac {

/// Bytes that belong to no buffer behind each one of an instrumented object's arena.
constexpr int64_t redZoneBytes = 256;

/// The operations of `block` that can touch the buffer through any alias, in no order. An operation
/// with memrefs in and out passes its operands on, whatever it is.
llvm::SetVector<mlir::Operation *> usersInBlock(mlir::Value buffer, mlir::Block *block);

} // namespace hac
