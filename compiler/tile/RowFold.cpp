// 64 partial results a row whatever the vector width, then a fixed tree: the same bits on every machine.
#include "compiler/tile/Rows.h"

namespace hac::tile {

Value RowFold::fold(Value columns, double start, Read read, Combine combine, Combine join) {
  return tree(range(e.index(0), columns, this->start(start), read, combine), join);
}

Tile RowFold::range(Value from, Value to, Tile partial, Read read, Combine combine) {
  Value whole = e.add(from, e.roundDown(e.sub(to, from), sums));
  partial = e.loop(from, whole, sums, partial, [&](Value column, ValueRange before) {
    Tile elements = read(column, {1, vectors, {}}), after;
    for (auto [sum, element] : llvm::zip(before, elements))
      after.push_back(combine(sum, element));
    return after;
  });
  // What is left of the row; lanes behind its end keep what they have.
  Value left = e.sub(to, whole);
  std::optional<int64_t> constant = getConstantIntValue(left);
  for (int64_t j = 0; j < vectors; ++j) {
    if (constant && *constant <= j * e.lanes)
      break;
    Value mask = e.maskBelow(constant ? e.index(*constant - j * e.lanes)
                                      : e.max(e.sub(left, e.index(j * e.lanes)), e.index(0)));
    Value element = read(e.add(whole, j * e.lanes), {1, 1, mask})[0];
    Value next = combine(partial[j], element);
    partial[j] = mask ? arith::SelectOp::create(e.b, e.loc, mask, next, partial[j]) : next;
  }
  return partial;
}

Value RowFold::upperHalf(Value vector, int64_t half) {
  SmallVector<int64_t> lanes;
  for (int64_t i = 0; i < e.lanes; ++i)
    lanes.push_back(i < half ? i + half : i);
  return mlir::vector::ShuffleOp::create(e.b, e.loc, vector, vector, lanes);
}

// Partial results 0-15, 16-31, 32-47, 48-63 are joined as (0 + 1) + (2 + 3); then halves.
Value RowFold::tree(Tile partial, Combine join) {
  int64_t quarter = 16 / e.lanes; // vectors of 16 partial results
  Tile sixteen;
  for (int64_t i = 0; i < quarter; ++i)
    sixteen.push_back(join(join(partial[i], partial[quarter + i]),
                           join(partial[2 * quarter + i], partial[3 * quarter + i])));
  for (int64_t half = quarter / 2; half > 0; half /= 2)
    for (int64_t i = 0; i < half; ++i)
      sixteen[i] = join(sixteen[i], sixteen[i + half]);
  Value vector = sixteen[0];
  for (int64_t half = e.lanes / 2; half > 0; half /= 2)
    vector = join(vector, upperHalf(vector, half));
  return mlir::vector::ExtractOp::create(e.b, e.loc, vector, ArrayRef<int64_t>(0));
}

} // namespace hac::tile
