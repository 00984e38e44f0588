// The hac_schedule dialect: attributes only, see ScheduleAttrs.td.
#pragma once
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/Operation.h"

#include "compiler/support/ScheduleDialect.h.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/support/ScheduleAttrs.h.inc"

namespace hac::schedule {

/// The tile that was chosen for a group.
inline TileAttr tileOf(mlir::Operation *group) { return group->getAttrOfType<TileAttr>("tile"); }

/// How a convolution runs; null on other groups.
inline ConvAttr convOf(mlir::Operation *group) { return group->getAttrOfType<ConvAttr>("conv"); }
/// How a reduction runs; null on other groups.
inline ReduceAttr reduceOf(mlir::Operation *group) { return group->getAttrOfType<ReduceAttr>("reduce"); }

/// How a group around a row op runs.
inline RowsAttr rowsOf(mlir::Operation *group) { return group->getAttrOfType<RowsAttr>("rows"); }

/// Where a group keeps its cost.
inline constexpr llvm::StringLiteral costAttrName = "cost";
inline CostAttr costOf(mlir::Operation *group) {
  return group->getAttrOfType<CostAttr>(costAttrName);
}

} // namespace hac::schedule
