// Static texts of an object that say where in the model something went wrong.
#pragma once
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

namespace hac::emit {

/// "embedding (news.model.cpp:12)", and the 0 that ends it. Of the file's path only its name: an
/// object holds no path.
std::string sourceText(llvm::StringRef what, mlir::Location loc);

/// A private global of the module that holds the text.
mlir::LLVM::GlobalOp addText(mlir::ModuleOp module, llvm::StringRef name, llvm::StringRef text,
                             mlir::Location loc);

} // namespace hac::emit
