// Groups around a row op: tasks of whole rows.
#include "compiler/tile/Rows.h"

#include "compiler/support/ScheduleDialect.h"

namespace hac::tile {

LogicalResult emitRows(Emitter &e) {
  RowLoops loops(e, e.group.getAnchorOp());
  int64_t rowsPerTask = schedule::rowsOf(e.group).getRows();
  Value all = e.rows();
  e.tasks({e.divideUp(all, rowsPerTask)}, [&](ValueRange task) {
    Value from = e.mul(task[0], rowsPerTask);
    e.loop(from, e.min(e.add(from, rowsPerTask), all), 1, [&](Value row) { loops.emitRow(row); });
  });
  return success();
}

} // namespace hac::tile
