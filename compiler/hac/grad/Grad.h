// Differentiation: see README.md.
#pragma once
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace hac::grad {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/hac/grad/Passes.h.inc"
} // namespace hac::grad
