// Which tiles of keys a query tile visits, and which lanes count in a tile that is partly masked.
#include "compiler/tile/Attention.h"

namespace hac::tile {

Value IndexArithmetic::floorDiv(Value x, int64_t y) {
  if (y == 1)
    return x;
  Value quotient = e.b.createOrFold<arith::DivSIOp>(e.loc, x, e.index(y));
  Value rest = e.sub(x, e.mul(quotient, y));
  Value isBelow = e.b.createOrFold<arith::CmpIOp>(e.loc, arith::CmpIPredicate::slt, rest, e.index(0));
  return e.b.createOrFold<arith::SelectOp>(e.loc, isBelow, e.sub(quotient, e.index(1)), quotient);
}

Value IndexArithmetic::ifNotNegative(Value x, Value yes, Value no) {
  Value holds = e.b.createOrFold<arith::CmpIOp>(e.loc, arith::CmpIPredicate::sge, x, e.index(0));
  return e.b.createOrFold<arith::SelectOp>(e.loc, holds, yes, no);
}

TileRanges touchedTiles(Emitter &e, const HeadGroup &group, Value first, Value last,
                        ArrayRef<Value> symbols, Value keys) {
  IndexArithmetic a{e};
  TileRanges ranges;
  for (const auto &atoms : group.anyOf)
    ranges.push_back(tilesTouched(
        a, schedule::keyInterval<IndexArithmetic, Value>(a, atoms, first, last, symbols, keys, false),
        group.tiles.getKeys()));
  return ranges;
}

Value isFullTile(Emitter &e, const HeadGroup &group, Value number, Value first, Value last,
                 ArrayRef<Value> symbols, Value keys) {
  IndexArithmetic a{e};
  Value any = arith::ConstantIntOp::create(e.b, e.loc, e.b.getI1Type(), 0);
  for (const auto &atoms : group.anyOf) {
    auto tiles = tilesWithin(
        a, schedule::keyInterval<IndexArithmetic, Value>(a, atoms, first, last, symbols, keys, true),
        group.tiles.getKeys());
    auto compare = [&](arith::CmpIPredicate how, Value x, Value y) {
      return e.b.createOrFold<arith::CmpIOp>(e.loc, how, x, y);
    };
    Value inside = e.b.createOrFold<arith::AndIOp>(
        e.loc, compare(arith::CmpIPredicate::sge, number, tiles.from),
        compare(arith::CmpIPredicate::slt, number, tiles.to));
    any = e.b.createOrFold<arith::OrIOp>(e.loc, any, inside);
  }
  return any;
}

void forRanges(Emitter &e, const TileRanges &ranges, Value low, Value high,
               function_ref<void(Value, Value)> body) {
  if (ranges.size() == 1)
    return body(e.max(ranges[0].from, low), e.min(ranges[0].to, high));
  IndexArithmetic a{e};
  e.loop(e.index(0), e.index(int64_t(ranges.size())), 1, ValueRange(low),
         [&](Value, ValueRange done) -> SmallVector<Value> {
           auto next = schedule::nextRange<IndexArithmetic, Value>(a, ranges, done[0], high);
           body(next.from, next.to);
           return {next.to};
         });
}

static Value toI32(Emitter &e, Value index) {
  return arith::IndexCastOp::create(e.b, e.loc, e.b.getI32Type(), index);
}

RowMask::RowMask(Emitter &e, const HeadGroup &group, Value query, ArrayRef<Value> symbols, Value keys)
    : e(e) {
  IndexArithmetic a{e};
  for (const auto &atoms : group.anyOf) {
    auto seen = schedule::keyInterval<IndexArithmetic, Value>(a, atoms, query, query, symbols, keys, true);
    bounds.push_back({seen.from, toI32(e, e.max(e.sub(seen.to, seen.from), e.index(0)))});
  }
}

Value RowMask::lanes(Value key) {
  Value any;
  for (auto [first, count] : bounds) {
    Value start = e.splat(toI32(e, e.sub(key, first)));
    Value numbers = arith::AddIOp::create(e.b, e.loc, start, e.laneNumbers(e.b.getI32Type()));
    Value inside = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::ult, numbers, e.splat(count));
    any = any ? arith::OrIOp::create(e.b, e.loc, any, inside).getResult() : inside;
  }
  return any;
}

} // namespace hac::tile
