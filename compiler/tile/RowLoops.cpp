// The passes of norms and softmax over a row. Norms: mean, then squared differences, then the
// result (tests/numerics.md); the row stays in L1 from one pass to the next.
#include "compiler/tile/Rows.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::tile {

using namespace arith;

bool isRowOp(Operation *op) {
  return isa<LayerNormOp, RmsNormOp, NormalizeOp, SoftmaxOp, LogSoftmaxOp>(op);
}

RowLoops::RowLoops(Emitter &e, Operation *op) : e(e), op(op) {
  Value weight, bias;
  if (auto norm = dyn_cast<LayerNormOp>(op)) {
    weight = norm.getW();
    bias = norm.getB();
  } else if (auto norm = dyn_cast<RmsNormOp>(op)) {
    weight = norm.getW();
  }
  if (weight)
    w = e.memoryOf(weight);
  if (bias)
    b = e.memoryOf(bias);
}

void RowLoops::emitRow(Value row) {
  e.known.clear();
  finishOperand(row);
  if (auto norm = dyn_cast<LayerNormOp>(op))
    layerNorm(norm, row);
  else if (auto norm = dyn_cast<RmsNormOp>(op))
    rmsNorm(norm, row);
  else if (auto unit = dyn_cast<NormalizeOp>(op))
    normalize(unit, row);
  else if (isa<SoftmaxOp>(op))
    softmax(row);
  else
    logSoftmax(row);
}

bool RowLoops::follows(Value value) {
  auto pointwise = value.getDefiningOp<PointwiseOp>();
  return value == op->getResult(0) ||
         (pointwise && llvm::any_of(pointwise.getInputs(), [&](Value v) { return follows(v); }));
}

std::optional<Memory> RowLoops::placeOfOperand() {
  for (Value value : e.group.getYielded())
    if (value == operand())
      return e.memoryOf(value);
  return placeOfResult();
}

// A result of the op or of what follows it is written last, tile by tile, after the tile was read.
std::optional<Memory> RowLoops::placeOfResult() {
  auto isFitting = [&](Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    auto wanted = cast<RankedTensorType>(operand().getType());
    return type.getElementType().isF32() && type.getShape() == wanted.getShape();
  };
  for (Value value : e.group.getYielded())
    if (isFitting(value) && follows(value))
      return e.memoryOf(value);
  return std::nullopt;
}

// All that can be made before the op: results are written, and an operand that takes work to make
// is written as well, so that the later passes only load it.
void RowLoops::finishOperand(Value row) {
  SmallVector<std::pair<Value, Memory>> targets;
  for (Value value : e.group.getYielded())
    if (!isa<BlockArgument>(value) && !e.isStaged(value) && e.readable(value))
      targets.push_back({value, e.memoryOf(value)});
  bool isMade = !isa<BlockArgument>(operand()) && !e.isStaged(operand());
  if (isMade && llvm::none_of(targets, [&](auto &target) { return target.first == operand(); }))
    if (std::optional<Memory> place = placeOfOperand())
      targets.push_back({operand(), *place});
  if (targets.empty())
    return;
  e.columnTiles(e.index(0), e.columns(), [&](Value column, const TileShape &shape) {
    for (auto &[value, memory] : targets)
      e.known[value] = e.read(value, {row, column}, shape);
    for (auto &[value, memory] : targets)
      e.write(memory, {row, column}, shape, e.known[value]);
    e.known.clear();
  });
  for (auto &[value, memory] : targets)
    e.stage(value, memory);
}

Tile RowLoops::readOperand(Value row, Value column, const TileShape &shape) {
  return e.read(operand(), {row, column}, shape);
}

Value RowLoops::fold(Value row, double start, RowFold::Combine combine, RowFold::Combine join) {
  return RowFold(e).fold(
      e.columns(), start,
      [&](Value column, const TileShape &shape) { return readOperand(row, column, shape); },
      combine, join);
}

Value RowLoops::sum(Value row, function_ref<Value(Value, Value)> add) {
  return fold(
      row, 0.0, [&](Value sum, Value element) { return add(element, sum); },
      [&](Value x, Value y) -> Value { return AddFOp::create(e.b, e.loc, x, y); });
}

Value RowLoops::columnsAsFloat() {
  if (std::optional<int64_t> constant = getConstantIntValue(e.columns()))
    return e.constant(double(*constant));
  Value whole = IndexCastOp::create(e.b, e.loc, e.b.getI64Type(), e.columns());
  return SIToFPOp::create(e.b, e.loc, e.b.getF32Type(), whole);
}

Tile RowLoops::along(const Memory &vector, Value column, const TileShape &shape) {
  Tile tile;
  for (int64_t j = 0; j < shape.vectors; ++j)
    tile.push_back(e.loadVector(vector, e.add(e.add(vector.offset, column), j * e.lanes),
                                j + 1 == shape.vectors ? shape.mask : Value()));
  return tile;
}

void RowLoops::lastPass(Value row, function_ref<Value(Value, Value, Value)> make,
                        std::optional<Memory> source) {
  e.columnTiles(e.index(0), e.columns(), [&](Value column, const TileShape &shape) {
    Tile elements = source ? e.readTile(*source, {row, column}, shape) : readOperand(row, column, shape);
    Tile weights, biases, results;
    if (w.flat)
      weights = along(w, column, shape);
    if (b.flat)
      biases = along(b, column, shape);
    for (int64_t j = 0; j < shape.vectors; ++j)
      results.push_back(make(elements[j], w.flat ? weights[j] : Value(), b.flat ? biases[j] : Value()));
    e.known[op->getResult(0)] = results;
    e.finish({row, column}, shape);
    e.known.clear();
  });
}

//===-- the ops ----------------------------------------------------------------------------------===//

// ((x - mean) * rstd) * w + b
void RowLoops::layerNorm(LayerNormOp op, Value row) {
  Value n = columnsAsFloat();
  Value total = sum(row, [&](Value x, Value sum) -> Value { return AddFOp::create(e.b, e.loc, sum, x); });
  Value mean = e.splat(DivFOp::create(e.b, e.loc, total, n).getResult());
  Value squares = sum(row, [&](Value x, Value sum) -> Value {
    Value d = SubFOp::create(e.b, e.loc, x, mean);
    return math::FmaOp::create(e.b, e.loc, d, d, sum);
  });
  Value variance = DivFOp::create(e.b, e.loc, squares, n);
  Value eps = e.constant(op.getEps().convertToDouble());
  Value rstd = math::RsqrtOp::create(e.b, e.loc, AddFOp::create(e.b, e.loc, variance, eps));
  Value factor = e.splat(rstd);
  lastPass(row, [&](Value x, Value weight, Value bias) -> Value {
    Value y = MulFOp::create(e.b, e.loc, SubFOp::create(e.b, e.loc, x, mean), factor);
    if (weight && bias)
      return math::FmaOp::create(e.b, e.loc, y, weight, bias);
    if (weight)
      return MulFOp::create(e.b, e.loc, y, weight);
    if (bias)
      return AddFOp::create(e.b, e.loc, y, bias);
    return y;
  });
}

void RowLoops::rmsNorm(RmsNormOp op, Value row) {
  Value squares = sum(row, [&](Value x, Value sum) -> Value { return math::FmaOp::create(e.b, e.loc, x, x, sum); });
  Value meanSquare = DivFOp::create(e.b, e.loc, squares, columnsAsFloat());
  Value eps = e.constant(op.getEps().convertToDouble());
  Value rstd = math::RsqrtOp::create(e.b, e.loc, AddFOp::create(e.b, e.loc, meanSquare, eps));
  Value factor = e.splat(rstd);
  lastPass(row, [&](Value x, Value weight, Value) -> Value {
    Value y = MulFOp::create(e.b, e.loc, x, factor);
    return weight ? MulFOp::create(e.b, e.loc, y, weight).getResult() : y;
  });
}

// x / max(|x|, eps)
void RowLoops::normalize(NormalizeOp op, Value row) {
  Value squares = sum(row, [&](Value x, Value sum) -> Value { return math::FmaOp::create(e.b, e.loc, x, x, sum); });
  Value length = math::SqrtOp::create(e.b, e.loc, squares);
  Value eps = e.constant(op.getEps().convertToDouble());
  Value isShort = CmpFOp::create(e.b, e.loc, CmpFPredicate::OLT, length, eps); // NaN stays NaN
  Value divisor = e.splat(SelectOp::create(e.b, e.loc, isShort, eps, length).getResult());
  lastPass(row, [&](Value x, Value, Value) -> Value { return DivFOp::create(e.b, e.loc, x, divisor); });
}

// A NaN is passed over here; it comes back in the sum. 0 for a row of -Inf, so that x - 0 stays -Inf.
Value RowLoops::maximum(Value row) {
  double none = -std::numeric_limits<double>::infinity();
  auto larger = [&](Value x, Value y) -> Value {
    Value isLarger = CmpFOp::create(e.b, e.loc, CmpFPredicate::OGT, y, x);
    return SelectOp::create(e.b, e.loc, isLarger, y, x);
  };
  Value largest = fold(row, none, larger, larger);
  Value isNone = CmpFOp::create(e.b, e.loc, CmpFPredicate::OEQ, largest, e.constant(none));
  return e.splat(SelectOp::create(e.b, e.loc, isNone, e.constant(0.0), largest).getResult());
}

// exp(x - largest); below 2^-126 it is 0.
Value RowLoops::term(Value x, Value largest) {
  Value power = math::ExpOp::create(e.b, e.loc, SubFOp::create(e.b, e.loc, x, largest));
  Value isTiny = CmpFOp::create(e.b, e.loc, CmpFPredicate::OLT, power, e.splat(0x1p-126));
  return SelectOp::create(e.b, e.loc, isTiny, e.splat(0.0), power);
}

// Two loops, over a row or a chunk of it: an exp takes most of 16 registers, and sums beside it would
// lie on the stack.
Value RowLoops::sumOfTerms(Value row, Value largest, std::optional<Memory> kept) {
  constexpr int64_t chunk = 512;
  auto add = [&](Value x, Value y) -> Value { return AddFOp::create(e.b, e.loc, x, y); };
  RowFold folds(e);
  auto sumRange = [&](Value from, Value to, Tile partial, const Memory &place) {
    e.columnTiles(from, to, [&](Value column, const TileShape &shape) {
      Tile tile = readOperand(row, column, shape);
      for (Value &x : tile)
        x = term(x, largest);
      e.write(place, {row, column}, shape, tile);
    });
    return folds.range(
        from, to, partial,
        [&](Value column, const TileShape &shape) { return e.readTile(place, {row, column}, shape); }, add);
  };
  if (kept)
    return folds.tree(sumRange(e.index(0), e.columns(), folds.start(0.0), *kept), add);
  Memory scratch = e.scratch(chunk, e.b.getF32Type());
  scratch.sizes = {e.index(1), e.index(chunk)};
  scratch.strides = {e.index(0), e.index(1)}; // every row
  Tile partial = e.loop(e.index(0), e.columns(), chunk, folds.start(0.0), [&](Value from, ValueRange before) {
    Memory place = scratch;
    place.offset = e.sub(scratch.offset, from); // as if it held the whole row
    return sumRange(from, e.min(e.add(from, chunk), e.columns()), Tile(before), place);
  });
  return folds.tree(partial, add);
}

// Where terms lie until their sum is known: in a result, unless the operand lies there and is read
// once more.
std::optional<Memory> RowLoops::placeOfTerms() {
  bool liesElsewhere = isa<BlockArgument>(operand()) || llvm::is_contained(e.group.getYielded(), operand());
  return liesElsewhere || operand().hasOneUse() ? placeOfResult() : std::nullopt;
}

void RowLoops::softmax(Value row) {
  Value largest = maximum(row);
  std::optional<Memory> terms = placeOfTerms();
  Value total = sumOfTerms(row, largest, terms);
  Value isNothing = CmpFOp::create(e.b, e.loc, CmpFPredicate::OEQ, total, e.constant(0.0));
  // 0 / 1: a row of -Inf is 0
  Value divisor = e.splat(SelectOp::create(e.b, e.loc, isNothing, e.constant(1.0), total).getResult());
  lastPass(row, [&](Value x, Value, Value) -> Value {
    return DivFOp::create(e.b, e.loc, terms ? x : term(x, largest), divisor);
  }, terms);
}

void RowLoops::logSoftmax(Value row) {
  Value largest = maximum(row);
  Value total = sumOfTerms(row, largest, std::nullopt);
  Value logarithm = e.splat(math::LogOp::create(e.b, e.loc, total).getResult());
  lastPass(row, [&](Value x, Value, Value) -> Value {
    return SubFOp::create(e.b, e.loc, SubFOp::create(e.b, e.loc, x, largest), logarithm);
  });
}

} // namespace hac::tile
