// A checked blob as a function of the hac dialect.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/import/Blob.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace hac::import {

/// Adds one function to `module`:
///     func.func @f(symbols: index..., inputs and states in order) -> (outputs, new states)
/// and verifies it (a type that disagrees with the shape rule is B014).
/// Null on failure; the diagnostics carry `[hac-B...]`. With `marked` an op says which values of the
/// graph its results are (compiler/hac/Taps.h); those inside loops are not marked.
mlir::func::FuncOp importBlob(const Blob &blob, mlir::ModuleOp module, bool marked = false);

/// What a caller must know of the function: symbols, arguments, value ranges, checks on entry.
emit::Function describe(const Blob &blob);

/// The output that a value of the graph would be; its line is that of the op that makes it.
emit::Argument describeTap(const Blob &blob, uint32_t value, const std::string &name);

/// The parameters and buffers of the blob, in order of declaration.
std::vector<emit::Parameter> parametersOf(const Blob &blob);

} // namespace hac::import
