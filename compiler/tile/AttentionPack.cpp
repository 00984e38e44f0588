// Keys and values in the order in which the micro-kernels read them.
#include "compiler/tile/Attention.h"

namespace hac::tile {

Value HeadTensor::row(Emitter &e, Value batch, Value head, Value position) const {
  const Memory &m = memory;
  Value start = e.add(m.offset, e.mul(batch, m.strides[0]));
  start = e.add(start, e.mul(position, m.strides[isMerged ? 1 : 2]));
  return e.add(start, isMerged ? e.mul(e.mul(head, size), m.strides[2]) : e.mul(head, m.strides[1]));
}

Value HeadTensor::vector(Emitter &e, Value row, Value column, int64_t width) const {
  if (isDense())
    return e.loadVector(memory, e.add(row, column), e.maskBelow(e.index(width)));
  Value values = e.splat(0.0);
  for (int64_t lane = 0; lane < std::min(width, e.lanes); ++lane) {
    Value value = e.load(memory, e.add(row, e.mul(e.add(column, lane), step())));
    values = mlir::vector::InsertOp::create(e.b, e.loc, value, values, lane);
  }
  return values;
}

SmallVector<Value> transposed(Emitter &e, SmallVector<Value> rows) {
  int64_t lanes = e.lanes;
  for (int64_t bit = 1; bit < lanes; bit *= 2) // swaps the off-diagonal blocks of `bit` x `bit`
    for (int64_t i = 0; i < lanes; ++i) {
      if (i & bit)
        continue;
      SmallVector<int64_t> low, high; // lanes of rows[i], then those of rows[i + bit]
      for (int64_t lane = 0; lane < lanes; ++lane) {
        low.push_back(lane & bit ? lanes + lane - bit : lane);
        high.push_back(lane & bit ? lanes + lane : lane + bit);
      }
      Value a = rows[i], b = rows[i + bit];
      rows[i] = mlir::vector::ShuffleOp::create(e.b, e.loc, a, b, low);
      rows[i + bit] = mlir::vector::ShuffleOp::create(e.b, e.loc, a, b, high);
    }
  return rows;
}

Value acrossLanes(Emitter &e, Value vector, function_ref<Value(Value, Value)> combine) {
  for (int64_t distance = e.lanes / 2; distance; distance /= 2) {
    SmallVector<int64_t> partners;
    for (int64_t lane = 0; lane < e.lanes; ++lane)
      partners.push_back(lane ^ distance);
    vector = combine(vector, mlir::vector::ShuffleOp::create(e.b, e.loc, vector, vector, partners));
  }
  return vector;
}

/// lanes x `width` elements of the rows from `key` on, as `width` vectors of one column each.
static void packColumns(Emitter &e, const HeadTensor &k, ArrayRef<Value> rows, const Memory &packed,
                        Value to, int64_t columns, Value column, int64_t width) {
  Value mask = e.maskBelow(e.index(width));
  SmallVector<Value> values;
  for (Value row : rows)
    values.push_back(e.loadVector(k.memory, e.add(row, column), mask));
  values = transposed(e, values);
  for (int64_t i = 0; i < width; ++i)
    e.storeVector(values[i], packed, e.add(to, e.mul(e.add(column, i), columns)));
}

void packKeys(Emitter &e, const HeadTensor &k, const HeadGroup &group, int64_t columns,
              const Memory &packed, Value batch, Value head, Value from, Value to) {
  int64_t panels = group.tiles.getKeys() / columns; // of a tile
  Value lastKey = e.sub(k.length(), e.index(1)), firstKey = e.mul(from, group.tiles.getKeys());
  // Behind the last key its row is repeated; those lanes are masked.
  auto rowOf = [&](Value key) { return k.row(e, batch, head, e.min(key, lastKey)); };
  Value end = e.mul(e.sub(to, from), panels);
  e.loop(e.index(0), end, 1, [&](Value panel) {
    Value key = e.add(firstKey, e.mul(panel, columns));
    Value place = e.add(packed.offset, e.mul(panel, k.size * columns));
    if (!k.isDense()) {
      e.loop(e.index(0), e.index(columns), 1, [&](Value i) {
        Value row = rowOf(e.add(key, i));
        e.loop(e.index(0), e.index(k.size), 1, [&](Value d) {
          Value value = e.load(k.memory, e.add(row, e.mul(d, k.step())));
          e.store(value, packed, e.add(e.add(place, e.mul(d, columns)), i));
        });
      });
      return;
    }
    for (int64_t start = 0; start < columns; start += e.lanes) {
      SmallVector<Value> rows;
      for (int64_t i = 0; i < e.lanes; ++i)
        rows.push_back(rowOf(e.add(key, start + i)));
      Value part = e.add(place, start);
      int64_t whole = k.size / e.lanes * e.lanes;
      e.loop(e.index(0), e.index(whole), e.lanes,
             [&](Value column) { packColumns(e, k, rows, packed, part, columns, column, e.lanes); });
      if (whole < k.size)
        packColumns(e, k, rows, packed, part, columns, e.index(whole), k.size - whole);
    }
  });
}

void packValues(Emitter &e, const HeadTensor &v, const HeadGroup &group, int64_t columns,
                const AttentionScratch &scratch, Value batch, Value head, Value from, Value to) {
  int64_t keys = group.tiles.getKeys(), width = llvm::divideCeil(v.size, columns) * columns;
  Value zero = e.splat(0.0);
  e.loop(from, to, 1, [&](Value tile) {
    Value number = e.sub(tile, from), firstKey = e.mul(tile, keys);
    Value start = e.add(scratch.values.offset, e.mul(number, keys * width));
    auto placeOf = [&](Value key, int64_t column) {
      int64_t panel = column / columns;
      return e.add(e.add(start, e.mul(key, columns)), panel * keys * columns + column % columns);
    };
    Value valid = e.min(e.index(keys), e.sub(v.length(), firstKey));
    // 0 times a value is a NaN unless that is finite.
    Value mark = e.loop(e.index(0), valid, 1, ValueRange(zero), [&](Value key, ValueRange carried) -> SmallVector<Value> {
      Value row = v.row(e, batch, head, e.add(firstKey, key)), mark = carried[0];
      for (int64_t column = 0; column < width; column += e.lanes) {
        Value values = zero;
        if (column < v.size && v.isDense())
          values = e.loadVector(v.memory, e.add(row, column), e.maskBelow(e.index(v.size - column)));
        for (int64_t lane = 0; !v.isDense() && lane < e.lanes && column + lane < v.size; ++lane) {
          Value value = e.load(v.memory, e.add(row, e.mul(v.step(), column + lane)));
          values = mlir::vector::InsertOp::create(e.b, e.loc, value, values, lane);
        }
        values = arith::MulFOp::create(e.b, e.loc, values, e.splat(valueScale));
        e.storeVector(values, scratch.values, placeOf(key, column));
        if (column < v.size)
          mark = arith::AddFOp::create(e.b, e.loc, mark,
                                       arith::MulFOp::create(e.b, e.loc, values, zero));
      }
      return {mark};
    })[0];
    e.loop(valid, e.index(keys), 1, [&](Value key) {
      for (int64_t column = 0; column < width; column += e.lanes)
        e.storeVector(zero, scratch.values, placeOf(key, column));
    });
    Value sum = acrossLanes(e, mark, [&](Value x, Value y) -> Value {
      return arith::AddFOp::create(e.b, e.loc, x, y);
    });
    Value first = mlir::vector::ExtractOp::create(e.b, e.loc, sum, int64_t(0));
    Value isWild = arith::CmpFOp::create(e.b, e.loc, arith::CmpFPredicate::UNO, first, first);
    e.store(arith::ExtUIOp::create(e.b, e.loc, e.b.getI32Type(), isWild), scratch.wild,
            e.add(scratch.wild.offset, number));
  });
}

} // namespace hac::tile
