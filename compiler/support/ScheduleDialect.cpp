// Registers and checks the attributes of ScheduleAttrs.td.
#include "compiler/support/ScheduleDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IntegerSet.h"
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

LogicalResult HeadsAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t queries,
                                int64_t keys, int64_t block, int64_t chunk, ArrayAttr anyOf,
                                DenseI64ArrayAttr symbols, bool) {
  if (queries < 1 || block < 1 || block % queries)
    return emitError() << "expected blocks of whole tiles of " << queries << " queries, got " << block;
  if (keys < 1 || chunk < 1 || chunk % keys)
    return emitError() << "expected chunks of whole tiles of " << keys << " keys, got " << chunk;
  for (Attribute attribute : anyOf) {
    auto set = dyn_cast<IntegerSetAttr>(attribute);
    if (!set || set.getValue().getNumDims() != 2 ||
        set.getValue().getNumSymbols() != size_t(symbols.size()))
      return emitError() << "expected sets over (query, key) and " << symbols.size()
                         << " symbols, got " << attribute;
  }
  return success();
}

LogicalResult AttnAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t rows,
                               int64_t columns, int64_t lanes, ArrayRef<HeadsAttr> heads) {
  if (rows < 1 || lanes < 1 || columns < 1 || columns % lanes)
    return emitError() << "expected columns in whole vectors of " << lanes << ", got " << columns;
  for (HeadsAttr group : heads)
    if (group.getQueries() % rows || group.getKeys() % columns)
      return emitError() << "expected tiles in whole register tiles of " << rows << "x" << columns
                         << ", got " << group.getQueries() << "x" << group.getKeys();
  return success();
}

} // namespace hac::schedule
