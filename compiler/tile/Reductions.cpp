// Groups around a reduction. Over the last axis: rows, as for norms. Over other axes: a tile of
// columns, its elements added in ascending order of the axes.
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Rows.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::tile {
namespace {

using namespace arith;

class ReductionLoops {
public:
  ReductionLoops(Emitter &e, Operation *op, schedule::ReduceAttr how)
      : e(e), op(op), how(how), operand(op->getOperand(0)), sizes(e.sizesOf(operand)),
        axes(op->getAttrOfType<DenseI64ArrayAttr>("axes").asArrayRef()),
        results(llvm::to_vector(e.space())) {}

  void emit() {
    if (axes.back() == int64_t(sizes.size()) - 1)
      return emitRows();
    ArrayRef<Value> all(sizes);
    reduced = e.product(all.slice(axes.front(), axes.size()));
    inner = e.product(all.slice(axes.back() + 1).drop_back());
    Value rows = e.mul(e.product(all.take_front(axes.front())), inner), columns = sizes.back();
    count = asFloat(reduced);
    e.tasks({e.divideUp(rows, how.getRows()), e.divideUp(columns, how.getColumns())}, [&](ValueRange task) {
      Value row = e.mul(task[0], how.getRows()), column = e.mul(task[1], how.getColumns());
      e.loop(row, e.min(e.add(row, how.getRows()), rows), 1, [&](Value r) {
        e.columnTiles(column, e.min(e.add(column, how.getColumns()), columns),
                      [&](Value c, const TileShape &shape) { emitTile({r, c}, shape); });
      });
    });
  }

private:
  // Rows of the operand: [before, reduced, inner]; of the result: [before, inner].
  void emitTile(Position at, const TileShape &shape) {
    Value before = e.b.createOrFold<DivUIOp>(e.loc, at.row, inner);
    Value within = e.b.createOrFold<RemUIOp>(e.loc, at.row, inner);
    Value first = e.add(e.mul(e.mul(before, reduced), inner), within);
    e.known.clear();
    e.setSpace(sizes);
    Tile start(shape.vectors, e.splat(neutral()));
    Tile total = e.loop(e.index(0), reduced, 1, start, [&](Value i, ValueRange sums) {
      Tile elements = e.read(operand, {e.add(first, e.mul(i, inner)), at.column}, shape), next;
      for (auto [sum, element] : llvm::zip(sums, elements))
        next.push_back(combine(sum, element));
      return next;
    });
    for (Value &value : total)
      value = last(value);
    e.setSpace(results);
    e.known[op->getResult(0)] = total;
    e.finish(at, shape);
  }

  void emitRows() {
    Memory result = e.memoryOf(op->getResult(0));
    e.setSpace(sizes);
    Value rows = e.rows();
    count = asFloat(sizes.back());
    e.tasks({e.divideUp(rows, how.getRows())}, [&](ValueRange task) {
      Value row = e.mul(task[0], how.getRows());
      e.loop(row, e.min(e.add(row, how.getRows()), rows), 1, [&](Value r) {
        e.known.clear();
        Value total = RowFold(e).fold(
            sizes.back(), neutral(),
            [&](Value column, const TileShape &shape) { return e.read(operand, {r, column}, shape); },
            [&](Value sum, Value element) { return combine(sum, element); },
            [&](Value x, Value y) { return join(x, y); });
        e.store(last(total), result, placeOfRow(result, r));
      });
    });
  }

  // The axis that is gone, or has one element, is the last.
  Value placeOfRow(const Memory &result, Value row) {
    Value place = result.offset;
    if (result.dense)
      return e.add(place, row);
    for (auto [coordinate, stride] : llvm::zip(e.coordinates(row), result.strides))
      place = e.add(place, e.mul(coordinate, stride));
    return place;
  }

  Value asFloat(Value size) {
    if (std::optional<int64_t> constant = getConstantIntValue(size))
      return e.constant(double(*constant));
    Value whole = IndexCastOp::create(e.b, e.loc, e.b.getI64Type(), size);
    return SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), whole);
  }

  //===-- what is computed; on vectors or scalars ----------------------------------------------===//

  double neutral() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return isa<AmaxOp>(op) ? -infinity : isa<AminOp>(op) ? infinity : isa<ProdOp>(op) ? 1.0 : 0.0;
  }
  Value combine(Value sum, Value element) {
    if (isa<NormOp>(op))
      return math::FmaOp::create(e.b, e.loc, element, element, sum);
    return join(sum, element);
  }
  Value join(Value x, Value y) { // of extremes, NaN wins
    if (isa<AmaxOp>(op))
      return MaximumFOp::create(e.b, e.loc, x, y);
    if (isa<AminOp>(op))
      return MinimumFOp::create(e.b, e.loc, x, y);
    if (isa<ProdOp>(op))
      return MulFOp::create(e.b, e.loc, x, y);
    return AddFOp::create(e.b, e.loc, x, y);
  }
  Value last(Value total) {
    if (isa<NormOp>(op))
      return math::SqrtOp::create(e.b, e.loc, total);
    if (!isa<MeanOp>(op))
      return total;
    Value n = isa<VectorType>(total.getType()) ? e.splat(count) : count;
    return DivFOp::create(e.b, e.loc, total, n);
  }

  Emitter &e;
  Operation *op;
  schedule::ReduceAttr how;
  Value operand;
  SmallVector<Value> sizes; // of the operand
  SmallVector<int64_t> axes;
  SmallVector<Value> results; // sizes of the result
  Value reduced, inner, count;
};

} // namespace

LogicalResult emitReduction(Emitter &e) {
  ReductionLoops(e, e.group.getAnchorOp(), schedule::reduceOf(e.group)).emit();
  return success();
}

} // namespace hac::tile
