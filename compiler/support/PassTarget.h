// The option `target` of a pass.
#pragma once
#include "compiler/support/Target.h"

#include "mlir/IR/Operation.h"

namespace hac {

/// The target of that name; nothing, and an error at `op`, where there is none.
inline std::optional<Target> targetOfPass(mlir::Operation *op, const std::string &name) {
  std::optional<Target> target = targetByName(name);
  if (!target)
    op->emitError("unknown target ") << name;
  return target;
}

} // namespace hac
