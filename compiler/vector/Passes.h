// The passes of Passes.td.
#pragma once
#include "mlir/Pass/Pass.h"

namespace hac::vector {

#define GEN_PASS_DECL
#include "compiler/vector/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "compiler/vector/Passes.h.inc"

} // namespace hac::vector
