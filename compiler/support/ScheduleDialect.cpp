// Registers and checks the attributes of ScheduleAttrs.td.
#include "compiler/support/ScheduleDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "compiler/support/ScheduleDialect.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/support/ScheduleAttrs.cpp.inc"

namespace hac::schedule {

void HacScheduleDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "compiler/support/ScheduleAttrs.cpp.inc"
      >();
}

LogicalResult TileAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               ArrayRef<int64_t> heights, int64_t columns, int64_t lanes,
                               int64_t rows, int64_t panels) {
  if (heights.empty() || heights.back() < 1)
    return emitError() << "expected heights of 1 or more";
  for (size_t i = 1; i < heights.size(); ++i)
    if (heights[i] >= heights[i - 1] || heights[i - 1] % heights[i] != 0)
      return emitError() << "expected heights that divide the one before, got " << heights[i]
                         << " after " << heights[i - 1];
  if (lanes < 1 || columns < 1 || columns % lanes != 0)
    return emitError() << "expected columns in whole vectors of " << lanes << ", got " << columns;
  if (rows < 1 || rows % heights.front() != 0)
    return emitError() << "expected rows in whole tiles of " << heights.front() << ", got " << rows;
  if (panels < 1)
    return emitError() << "expected a panel or more per task, got " << panels;
  return success();
}

} // namespace hac::schedule
