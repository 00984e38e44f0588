// Stage linalg: see README.md.
#pragma once
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace hac {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/linalg/Passes.h.inc"
} // namespace hac
