// Dialects and interfaces that hac and hac-opt need.
#pragma once
#include "mlir/IR/DialectRegistry.h"

namespace hac::pipeline {

/// Every dialect of the way down, with its bufferization and translation interfaces.
void registerAll(mlir::DialectRegistry &registry);

} // namespace hac::pipeline
