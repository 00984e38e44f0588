// direct_pool: each output position walks its window, vectors run along the channels.
#include "compiler/tile/Emitter.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

#include <limits>

namespace hac::tile {
namespace {

// Elements read by one task: about 20 us.
constexpr int64_t elementsPerTask = 65536;

class PoolLoops {
public:
  PoolLoops(Emitter &e, DirectPoolOp op)
      : e(e), op(op), x(e.memoryOf(op.getX())), isMax(op.getKind() == "max") {}

  void emit() {
    Value rows = e.rows(), columns = e.columns();
    int64_t width = getConstantIntValue(columns).value_or(256);
    int64_t window = op.getAdaptive() ? 64 : op.getKernelSize()[0] * op.getKernelSize()[1];
    int64_t perTask = std::max<int64_t>(1, elementsPerTask / std::max<int64_t>(width * window, 1));
    e.tasks({e.divideUp(rows, perTask)}, [&](ValueRange task) {
      Value from = e.mul(task[0], perTask);
      e.loop(from, e.min(e.add(from, perTask), rows), 1,
             [&](Value row) { emitPosition(row, columns); });
    });
  }

private:
  /// Taps [from, to) of a window along one axis; tap t is element start + t * step.
  struct Window {
    Value from, to, start;
    int64_t step;
    Value count; // of elements, as an average counts them
  };

  void emitPosition(Value row, Value columns) {
    ArrayRef<Value> space = e.space();
    unsigned rank = space.size();
    Value across = e.b.createOrFold<arith::RemUIOp>(e.loc, row, space[rank - 2]);
    Value sample = e.b.createOrFold<arith::DivUIOp>(e.loc, row, space[rank - 2]);
    base = x.offset;
    if (rank == 4) {
      Value down = e.b.createOrFold<arith::RemUIOp>(e.loc, sample, space[1]);
      sample = e.b.createOrFold<arith::DivUIOp>(e.loc, sample, space[1]);
      rows = windowOf(0, down, x.sizes[1], space[1]);
      rowStride = x.strides[1];
    } else {
      rows = {e.index(0), e.index(1), e.index(0), 1, e.index(1)};
      rowStride = e.index(0);
    }
    cols = windowOf(1, across, x.sizes[rank - 2], space[rank - 2]);
    columnStride = x.strides[rank - 2];
    base = e.add(base, e.mul(sample, x.strides[0]));
    if (!isMax) {
      Value count = e.mul(rows.count, cols.count);
      Value wide = arith::IndexCastOp::create(e.b, e.loc, e.b.getI64Type(), count);
      divisor = e.splat(arith::SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), wide).getResult());
    }
    Value rest = e.index(0);
    for (int64_t vectors : {4, 1}) {
      Value end = e.add(rest, e.roundDown(e.sub(columns, rest), vectors * e.lanes));
      e.loop(rest, end, vectors * e.lanes, [&](Value c) { emitTile({row, c}, {1, vectors, {}}); });
      rest = end;
    }
    Value left = e.sub(columns, rest);
    if (getConstantIntValue(left) == 0)
      return;
    auto emitLeft = [&] { emitTile({row, rest}, {1, 1, e.maskBelow(left)}); };
    if (getConstantIntValue(left))
      return emitLeft();
    e.when(arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::ne, left, e.index(0)), emitLeft);
  }

  /// Axis 0 is down, 1 across; output `o` of `outputs`.
  Window windowOf(unsigned axis, Value o, Value size, Value outputs) {
    Value zero = e.index(0);
    if (op.getAdaptive()) { // [floor(o * size / n), ceil((o + 1) * size / n))
      int64_t n = *getConstantIntValue(outputs);
      Value from = e.divide(e.mul(o, size), n), to = e.divideUp(e.mul(e.add(o, 1), size), n);
      return {from, to, zero, 1, e.sub(to, from)};
    }
    int64_t kernel = op.getKernelSize()[axis], padding = op.getPadding()[axis],
            step = op.getDilation()[axis];
    Value start = e.sub(e.mul(o, op.getStride()[axis]), e.index(padding));
    Value from = e.divideUp(e.max(e.sub(zero, start), zero), step);
    Value to = e.min(e.divideUp(e.max(e.sub(size, start), zero), step), e.index(kernel));
    Value count = e.sub(to, from);
    if (op.getCountPadding()) // but not what lies beyond it (ceil_mode)
      count = e.min(e.index(kernel), e.sub(e.add(size, padding), start));
    return {from, to, start, step, count};
  }

  void emitTile(Position at, const TileShape &shape) {
    Value first = e.splat(isMax ? -std::numeric_limits<double>::infinity() : 0.0);
    Tile start(shape.vectors, first);
    Value corner = e.add(base, e.mul(at.column, x.strides.back()));
    Tile tile = e.loop(rows.from, rows.to, 1, start, [&](Value i, ValueRange outer) {
      Value row = e.add(corner, e.mul(e.add(rows.start, e.mul(i, rows.step)), rowStride));
      return e.loop(cols.from, cols.to, 1, outer, [&](Value j, ValueRange inner) {
        Value place = e.add(row, e.mul(e.add(cols.start, e.mul(j, cols.step)), columnStride));
        Tile next;
        for (int64_t v = 0; v < shape.vectors; ++v) {
          Value element = e.loadVector(x, e.add(place, v * e.lanes), shape.mask);
          next.push_back(isMax
                             ? arith::MaximumFOp::create(e.b, e.loc, inner[v], element).getResult()
                             : arith::AddFOp::create(e.b, e.loc, inner[v], element));
        }
        return next;
      });
    });
    if (!isMax)
      for (Value &v : tile)
        v = arith::DivFOp::create(e.b, e.loc, v, divisor);
    e.known.clear();
    e.known[op.getResult()] = tile;
    e.finish(at, shape);
  }

  Emitter &e;
  DirectPoolOp op;
  Memory x;
  bool isMax;
  // The current position.
  Window rows, cols;
  Value base, rowStride, columnStride, divisor;
};

} // namespace

LogicalResult emitPool(Emitter &e) {
  PoolLoops(e, cast<DirectPoolOp>(e.group.getAnchorOp())).emit();
  return success();
}

} // namespace hac::tile
