// The hac_schedule dialect: attributes only, see ScheduleAttrs.td.
#pragma once
#include "mlir/IR/Attributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/Operation.h"

#include "compiler/support/ScheduleDialect.h.inc"
#include "compiler/support/ScheduleEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/support/ScheduleAttrs.h.inc"

namespace hac::schedule {

/// The op's `hac.schedule`, or nothing.
inline GroupAttr groupOf(mlir::Operation *op) {
  return op->getAttrOfType<GroupAttr>(HacScheduleDialect::groupAttrName);
}

} // namespace hac::schedule
