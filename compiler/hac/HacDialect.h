// The hac dialect; see HacBase.td for what it is.
#pragma once
#include "compiler/hac/Dims.h"
#include "compiler/hac/Tape.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace hac {
using namespace mlir;

/// Checks one op of the dialect against the language's rules and emits `[hac-E203] ...`.
LogicalResult verifyShapeRule(Operation *op);

template <typename ConcreteType>
struct ShapeRule : OpTrait::TraitBase<ConcreteType, ShapeRule> {
  static LogicalResult verifyTrait(Operation *op) { return verifyShapeRule(op); }
};

/// One result; element i of it depends on element i of every (broadcast) operand only.
template <typename ConcreteType>
struct Pointwise : OpTrait::TraitBase<ConcreteType, Pointwise> {};

} // namespace hac

#include "compiler/hac/HacDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "compiler/hac/HacAttrs.h.inc"

#define GET_OP_CLASSES
#include "compiler/hac/HacOps.h.inc"

namespace hac {

/// The values of an index argument of a function: the size divided by what it is a multiple of.
/// Without #hac.symbol every size that the language allows.
Interval boundsOfSymbol(FunctionOpInterface function, unsigned argument);

} // namespace hac
