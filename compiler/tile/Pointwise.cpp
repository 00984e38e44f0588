// Groups without an anchor, or around a gather: every result is computed where it lies, vector by vector.
#include "compiler/tile/Emitter.h"

namespace hac::tile {

// Elements of one task: about 20 us of a cheap op in cache.
static constexpr int64_t elementsPerTask = 16384;

/// All operands lie as the results do, or are one number: rows need not be told apart.
static bool isFlat(Emitter &e) {
  if (e.group.getAnchorOp()) // a gather
    return false;
  for (PointwiseOp op : e.group.getBody().front().getOps<PointwiseOp>())
    for (auto [value, map] :
         llvm::zip(op.getInputs(), op.getMaps().getAsValueRange<AffineMapAttr>()))
      if (!map.isIdentity() && !map.getResults().empty())
        return false;
  return llvm::all_of(e.group.getBody().front().getArguments(),
                      [&](Value v) { return e.memoryOf(v).dense; }) &&
         llvm::all_of(e.group.getYielded(), [&](Value v) { return e.memoryOf(v).dense; });
}

static void emitVectors(Emitter &e, Position at, const TileShape &shape) {
  e.known.clear();
  for (Value value : e.group.getYielded())
    e.known[value] = e.read(value, at, shape);
  for (Value value : e.group.getYielded())
    e.write(e.memoryOf(value), at, shape, e.known[value]);
}

static void emitRow(Emitter &e, Value row, Value from, Value to) {
  e.columnTiles(from, to, [&](Value column, const TileShape &shape) {
    emitVectors(e, {row, column}, shape);
  });
}

LogicalResult emitPointwise(Emitter &e) {
  Value all = e.rows(), columns = e.columns();
  if (isFlat(e)) {
    Value elements = e.mul(all, columns);
    e.tasks({e.divideUp(elements, elementsPerTask)}, [&](ValueRange task) {
      Value from = e.mul(task[0], elementsPerTask);
      emitRow(e, e.index(0), from, e.min(e.add(from, elementsPerTask), elements));
    });
    return success();
  }
  // The rows of a task depend on sizes only.
  int64_t width = getConstantIntValue(columns).value_or(256);
  int64_t rowsPerTask = std::max<int64_t>(1, elementsPerTask / std::max<int64_t>(width, 1));
  e.tasks({e.divideUp(all, rowsPerTask)}, [&](ValueRange task) {
    Value from = e.mul(task[0], rowsPerTask);
    e.loop(from, e.min(e.add(from, rowsPerTask), all), 1,
           [&](Value row) { emitRow(e, row, e.index(0), columns); });
  });
  return success();
}

} // namespace hac::tile
