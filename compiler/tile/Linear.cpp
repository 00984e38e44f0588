// linear: tasks of rows x panels; in each register tile one FMA chain per element over ascending k,
// then the bias and what follows, then one store.
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Rows.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::tile {
namespace {

class LinearLoops {
public:
  LinearLoops(Emitter &e, LinearOp op, schedule::TileAttr tile)
      : e(e), op(op), tile(tile), x(e.memoryOf(op.getX())), w(e.memoryOf(op.getW())) {
    for (Operation &inner : e.group.getBody().front())
      if (isRowOp(&inner))
        rowLoops.emplace(e, &inner);
    depth = x.sizes.back();
    columns = *getConstantIntValue(e.columns());
    fullPanels = columns / tile.getColumns();
    lastColumns = columns % tile.getColumns();
    panels = fullPanels + (lastColumns ? 1 : 0);
  }

  void emit() {
    Value rows = e.rows();
    int64_t columnTasks = llvm::divideCeil(panels, tile.getPanels());
    Emitter::Ranges ranges = e.dealOut(rows, tile.getRows(), tile.getHeights().front(), columnTasks);
    e.tasks({ranges.count, e.index(columnTasks)}, [&](ValueRange task) {
      Value row = e.startOf(ranges, task[0]);
      Value height = e.sub(e.endOf(ranges, task[0]), row);
      Value panel = e.mul(task[1], tile.getPanels());
      if (rowLoops)
        choosePanel(row);
      emitPanels(row, height, panel);
      if (rowLoops)
        emitRowOp(row, height);
    });
  }

private:
  /// F3: where the finished rows of a task lie until the row op has run over them.
  void choosePanel(Value row) {
    if (std::optional<Memory> place = rowLoops->placeOfOperand()) {
      finished = *place;
      return;
    }
    finished = e.scratch(tile.getRows() * columns, e.b.getF32Type());
    finished.sizes = {e.index(tile.getRows()), e.index(columns)};
    finished.strides = {e.index(columns), e.index(1)};
    finished.offset = e.sub(finished.offset, e.mul(row, columns)); // as if it held all rows
  }

  void emitRowOp(Value row, Value height) {
    e.known.clear();
    for (Value value : e.group.getYielded())
      if (!rowLoops->follows(value)) // made in the register tiles
        e.stage(value, e.memoryOf(value));
    e.stage(rowLoops->operand(), finished);
    e.loop(row, e.add(row, height), 1, [&](Value r) { rowLoops->emitRow(r); });
  }

  /// The panels of one task; the last, narrower one is in the last task of a row of tasks.
  void emitPanels(Value row, Value height, Value panel) {
    Value end = e.min(e.add(panel, tile.getPanels()), e.index(fullPanels));
    e.loop(panel, end, 1, [&](Value p) { emitRows(row, height, p, tile.getColumns()); });
    if (lastColumns == 0)
      return;
    auto emitLast = [&] { emitRows(row, height, e.index(fullPanels), lastColumns); };
    if (panels <= tile.getPanels()) // one task has all panels
      return emitLast();
    Value isLast = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::sge,
                                         e.add(panel, tile.getPanels()), e.index(panels));
    e.when(isLast, emitLast);
  }

  void emitRows(Value row, Value height, Value panel, int64_t width) {
    e.ladder(height, tile.getHeights(), [&](Value inTask, int64_t tileHeight) {
      Position at = {e.add(row, inTask), e.mul(panel, tile.getColumns())};
      TileShape shape = e.shapeOf(tileHeight, width);
      e.known.clear();
      e.known[op.getResult()] = e.addBias(product(at.row, panel, shape), op.getB(), at, shape);
      bool keeps = rowLoops && !llvm::is_contained(e.group.getYielded(), rowLoops->operand());
      e.finish(at, shape, [&](Position place, const TileShape &part) {
        if (keeps)
          e.write(finished, place, part, e.known[rowLoops->operand()]);
      });
    });
  }

  /// The k loop: a column of the input times a row of the panel at each step.
  Tile product(Value row, Value panel, const TileShape &shape) {
    SmallVector<Value> rowStarts;
    for (int64_t i = 0; i < shape.height; ++i)
      rowStarts.push_back(x.dense && i ? e.add(rowStarts[0], e.mul(depth, i))
                                       : e.place(x, {e.add(row, i), e.index(0)}));
    Value panelStart = e.add(w.offset, e.mul(panel, w.strides[0]));
    Tile zeros(shape.count(), e.splat(0.0));
    return e.loop(e.index(0), depth, 1, zeros, [&](Value k, ValueRange sums) {
      SmallVector<Value> weights;
      Value start = e.add(panelStart, e.mul(k, w.strides[1]));
      for (int64_t j = 0; j < shape.vectors; ++j)
        weights.push_back(e.loadVector(w, e.add(start, j * e.lanes)));
      Tile next;
      for (int64_t i = 0; i < shape.height; ++i) {
        Value factor = e.splat(e.load(x, e.add(rowStarts[i], k)));
        for (int64_t j = 0; j < shape.vectors; ++j)
          next.push_back(math::FmaOp::create(e.b, e.loc, factor, weights[j], sums[next.size()]));
      }
      return next;
    });
  }

  Emitter &e;
  LinearOp op;
  schedule::TileAttr tile;
  std::optional<RowLoops> rowLoops; // of the row op over finished rows
  Memory finished;
  Memory x, w; // w: [panels, depth, columns of a panel]
  Value depth;
  int64_t columns, fullPanels, lastColumns, panels;
};

} // namespace

LogicalResult emitLinear(Emitter &e) {
  auto op = cast<LinearOp>(e.group.getAnchorOp());
  LinearLoops(e, op, schedule::tileOf(e.group)).emit();
  return success();
}

} // namespace hac::tile
