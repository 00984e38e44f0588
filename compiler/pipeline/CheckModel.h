// What can only be seen once all functions of a file are imported.
#pragma once
#include "compiler/emit/ModelInfo.h"
#include "compiler/import/Blob.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace hac::pipeline {

/// Merges the parameters of all functions by name. One name with two types or shapes is E008, two
/// functions of one name E025, a 17th function E026; printed at the function.
bool collectModel(llvm::ArrayRef<import::Blob> blobs, llvm::ArrayRef<mlir::func::FuncOp> functions,
                  emit::Model &model);

/// W001: an unused input or parameter (not a buffer), a value that nothing needs; the first 20
/// and how many more. Removes the values.
void warnAboutUnused(mlir::func::FuncOp function, const emit::Model &model);

} // namespace hac::pipeline
