// Groups around a reduction. Over the last axis: rows, as for norms. Over other axes: a tile of
// columns, its elements added in ascending order of the axes.
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Rows.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

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
    Tile total = totals([&](double start, Combine combine, Join) {
      return e.loop(e.index(0), reduced, 1, Tile(shape.vectors, e.splat(start)), [&](Value i, ValueRange sums) {
        Tile elements = e.read(operand, {e.add(first, e.mul(i, inner)), at.column}, shape), next;
        for (auto [j, sum, element] : llvm::enumerate(sums, elements))
          next.push_back(combine(sum, element, j));
        return next;
      });
    });
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
        Tile total = totals([&](double start, Combine combine, Join join) -> Tile {
          return {RowFold(e).fold(
              sizes.back(), start,
              [&](Value column, const TileShape &shape) { return e.read(operand, {r, column}, shape); },
              [&](Value sum, Value element) { return combine(sum, element, 0); }, join)};
        });
        e.store(total[0], result, placeOfRow(result, r));
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

  using Combine = function_ref<Value(Value sum, Value element, size_t vector)>;
  using Join = function_ref<Value(Value, Value)>;
  /// Folds all elements, a total for each vector of a tile, or one for a row.
  using Fold = function_ref<Tile(double start, Combine combine, Join join)>;

  Tile totals(Fold fold) {
    auto add = [&](Value x, Value y) -> Value { return AddFOp::create(e.b, e.loc, x, y); };
    auto addElement = [&](Value sum, Value element, size_t) { return add(sum, element); };
    if (isa<VarOp, StddevOp>(op))
      return variance(fold, addElement, add);
    if (isa<LogsumexpOp>(op))
      return logOfSum(fold, add);
    if (isa<MeanOp>(op))
      return divided(fold(0, addElement, add), count);
    if (isa<NormOp>(op)) {
      Tile squares = fold(0, [&](Value sum, Value x, size_t) { return square(x, sum); }, add);
      return mapped(squares, [&](Value x, size_t) -> Value { return math::SqrtOp::create(e.b, e.loc, x); });
    }
    return fold(neutral(), [&](Value sum, Value x, size_t) { return join(sum, x); },
                [&](Value x, Value y) { return join(x, y); });
  }

  /// Mean of squared distances from the mean: two passes.
  Tile variance(Fold fold, Combine addElement, Join add) {
    Tile mean = divided(fold(0, addElement, add), count);
    auto addSquare = [&](Value sum, Value x, size_t j) {
      return square(SubFOp::create(e.b, e.loc, x, spread(mean[j])), sum);
    };
    double correction = double(op->getAttrOfType<IntegerAttr>("correction").getInt());
    Value freedom = SubFOp::create(e.b, e.loc, count, e.constant(correction));
    freedom = MaximumFOp::create(e.b, e.loc, freedom, e.constant(0));
    Tile result = divided(fold(0, addSquare, add), freedom);
    if (!isa<StddevOp>(op))
      return result;
    return mapped(result, [&](Value x, size_t) -> Value { return math::SqrtOp::create(e.b, e.loc, x); });
  }

  /// m + log(sum exp(x - m)) with m = 0 where the maximum is not finite.
  Tile logOfSum(Fold fold, Join add) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    auto larger = [&](Value x, Value y) -> Value { return MaximumFOp::create(e.b, e.loc, x, y); };
    Tile largest = fold(-infinity, [&](Value most, Value x, size_t) { return larger(most, x); }, larger);
    Tile shift = mapped(largest, [&](Value most, size_t) -> Value {
      Value isFinite = CmpFOp::create(e.b, e.loc, CmpFPredicate::OLT, math::AbsFOp::create(e.b, e.loc, most),
                                      like(most, infinity));
      return SelectOp::create(e.b, e.loc, isFinite, most, like(most, 0));
    });
    auto addTerm = [&](Value sum, Value x, size_t j) {
      Value distance = SubFOp::create(e.b, e.loc, x, spread(shift[j]));
      return add(sum, math::ExpOp::create(e.b, e.loc, distance));
    };
    return mapped(fold(0, addTerm, add),
                  [&](Value sum, size_t j) { return add(math::LogOp::create(e.b, e.loc, sum), shift[j]); });
  }

  Tile mapped(Tile tile, function_ref<Value(Value, size_t)> f) {
    for (auto [j, value] : llvm::enumerate(tile))
      value = f(value, j);
    return tile;
  }
  Tile divided(Tile tile, Value by) {
    return mapped(std::move(tile), [&](Value x, size_t) -> Value {
      return DivFOp::create(e.b, e.loc, x, isa<VectorType>(x.getType()) ? e.splat(by) : by);
    });
  }
  Value spread(Value x) { return isa<VectorType>(x.getType()) ? x : e.splat(x); }
  Value like(Value x, double value) { return isa<VectorType>(x.getType()) ? e.splat(value) : e.constant(value); }
  Value square(Value x, Value sum) { return math::FmaOp::create(e.b, e.loc, x, x, sum); }

  double neutral() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return isa<AmaxOp>(op) ? -infinity : isa<AminOp>(op) ? infinity : isa<ProdOp>(op) ? 1.0 : 0.0;
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
