// Softmax of one row at a time, tile of keys by tile of keys: a running maximum and sum.
#include "compiler/support/MathDialect.h"
#include "compiler/tile/Attention.h"
#include "compiler/tile/LaneCode.h"

#include <limits>

namespace hac::tile {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double smallest = std::numeric_limits<float>::lowest();

/// Pairs, pairs of pairs, ...
Value tree(SmallVector<Value> values, function_ref<Value(Value, Value)> combine) {
  while (values.size() > 1) {
    SmallVector<Value> next;
    for (size_t i = 0; i + 1 < values.size(); i += 2)
      next.push_back(combine(values[i], values[i + 1]));
    if (values.size() % 2)
      next.push_back(values.back());
    values = next;
  }
  return values[0];
}

/// What score function and mask make of a row's scores.
class LaneScores {
public:
  LaneScores(AttentionContext &c, const HeadGroup &group, const Head &head, Value query, bool full)
      : c(c), e(c.e), group(group), full(full), where({c.toI64(head.batch), c.toI64(head.number), c.toI64(query)}) {
    if (!full && group.tiles.getExact())
      rowMask.emplace(e, group, query, head.symbols, c.k.length());
  }

  /// The score, -Inf where it is masked.
  Value apply(Value s, Value key) {
    Value keys;
    seen = {};
    if (group.score || (!full && !rowMask)) {
      Value start = e.splat(c.toI64(key));
      keys = arith::AddIOp::create(e.b, e.loc, start, e.laneNumbers(e.b.getI64Type()));
    }
    if (group.score) {
      s = emitLaneCode(e, *group.score, {s, where[0], where[1], where[2], keys}, group.scoreReads);
      if (!isa<VectorType>(s.getType()))
        s = e.splat(s);
      if (!getElementTypeOrSelf(s.getType()).isF32()) // i64
        s = arith::SIToFPOp::create(e.b, e.loc, e.vectorOf(e.b.getF32Type()), s);
      s = arith::MulFOp::create(e.b, e.loc, s, e.splat(log2e));
    }
    if (full)
      return s;
    seen = rowMask ? rowMask->lanes(key) : evaluated(keys, key);
    unmasked = s;
    return arith::SelectOp::create(e.b, e.loc, seen, s, e.splat(-infinity));
  }

  /// Of the last vector: which lanes are not masked (null: all), and the scores before they were.
  Value seen, unmasked;

private:
  /// The mask by its tape, for keys that exist.
  Value evaluated(Value keys, Value key) {
    Value mask = emitLaneCode(e, *group.mask, {where[0], where[1], where[2], keys}, group.maskReads);
    if (!isa<VectorType>(mask.getType()))
      mask = e.splat(mask);
    Value exist = e.maskBelow(e.max(e.sub(c.k.length(), key), e.index(0)));
    return exist ? arith::AndIOp::create(e.b, e.loc, mask, exist).getResult() : mask;
  }

  AttentionContext &c;
  Emitter &e;
  const HeadGroup &group;
  bool full;
  SmallVector<Value> where;
  std::optional<RowMask> rowMask;
};

} // namespace

Value RowSoftmax::compare(arith::CmpFPredicate how, Value x, Value y) {
  return arith::CmpFOp::create(e.b, e.loc, how, x, y);
}
Value RowSoftmax::select(Value condition, Value x, Value y) {
  return arith::SelectOp::create(e.b, e.loc, condition, x, y);
}
Value RowSoftmax::larger(Value x, Value y) { return select(compare(arith::CmpFPredicate::OGT, x, y), x, y); }
Value RowSoftmax::exp2(Value x) { return hacm::Exp2NonPositiveOp::create(e.b, e.loc, x); }
Value RowSoftmax::baseOf(Value maximum) {
  return select(compare(arith::CmpFPredicate::OGT, maximum, e.splat(-infinity)), maximum, e.splat(0.0));
}

Value RowSoftmax::isMasked(Value term) {
  Type i32 = e.b.getI32Type();
  Value bits = arith::BitcastOp::create(e.b, e.loc, e.vectorOf(i32), term);
  Value minusZero = e.splat(arith::ConstantIntOp::create(e.b, e.loc, i32, INT32_MIN));
  return arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, bits, minusZero);
}

void RowSoftmax::begin(const Head &head, Value state, bool withSink) {
  Value lowest = e.constant(-infinity), sum = e.splat(0.0);
  if (withSink) {
    lowest = c.sinkOf(head.number);
    Value absent = compare(arith::CmpFPredicate::OEQ, lowest, e.constant(-infinity));
    // 1, or NaN if the logit is no number
    Value one = arith::AddFOp::create(e.b, e.loc, arith::SubFOp::create(e.b, e.loc, lowest, lowest), e.constant(1));
    sum = mlir::vector::InsertOp::create(e.b, e.loc, select(absent, e.constant(0), one), sum, int64_t(0));
  }
  e.store(lowest, scratch.maxima, at(scratch.maxima, state));
  e.storeVector(sum, scratch.sums, at(scratch.sums, e.mul(state, e.lanes)));
}

void RowSoftmax::visit(const HeadGroup &group, const Row &row, Value number, bool full) {
  auto add = [&](Value x, Value y) -> Value { return arith::AddFOp::create(e.b, e.loc, x, y); };
  auto first = [&](Value vector) -> Value {
    return mlir::vector::ExtractOp::create(e.b, e.loc, vector, int64_t(0));
  };
  int64_t keys = group.tiles.getKeys(), step = std::min<int64_t>(keys, 8 * e.lanes);
  while (keys % step)
    step -= e.lanes;
  Value lowest = e.splat(-infinity), firstKey = e.mul(number, keys);
  bool changes = !full || group.score;
  std::optional<LaneScores> change;
  if (changes)
    change.emplace(c, group, row.head, row.query, full);
  Value largest = e.loop(e.index(0), e.index(keys), step, ValueRange(lowest),
                         [&](Value key, ValueRange so) -> SmallVector<Value> {
                           SmallVector<Value> values;
                           for (int64_t j = 0; j < step; j += e.lanes) {
                             Value place = e.add(row.scores, e.add(key, j));
                             Value s = e.loadVector(scratch.scores, place);
                             Value global = e.add(firstKey, e.add(key, j));
                             if (changes) {
                               s = change->apply(s, global);
                               e.storeVector(s, scratch.scores, place);
                             }
                             if (row.weights)
                               storeScores(change && change->seen ? change->unmasked : s,
                                           change ? change->seen : Value(), e.add(row.weights, global), global);
                             values.push_back(s);
                           }
                           Value most = tree(values, [&](Value x, Value y) { return larger(x, y); });
                           return {larger(so[0], most)};
                         })[0];
  largest = acrossLanes(e, largest, [&](Value x, Value y) { return larger(x, y); });
  Value before = e.splat(e.load(scratch.maxima, at(scratch.maxima, row.state)));
  Value maximum = larger(before, largest), base = baseOf(maximum);
  Value factor = exp2(arith::SubFOp::create(e.b, e.loc, before, base));
  e.store(first(maximum), scratch.maxima, at(scratch.maxima, row.state));
  e.store(first(factor), scratch.factors, at(scratch.factors, row.factor));

  Value place = at(scratch.sums, e.mul(row.state, e.lanes));
  Value sums = arith::MulFOp::create(e.b, e.loc, e.loadVector(scratch.sums, place), factor);
  sums = e.loop(e.index(0), e.index(keys), step, ValueRange(sums),
                [&](Value key, ValueRange so) -> SmallVector<Value> {
                  SmallVector<Value> terms;
                  for (int64_t j = 0; j < step; j += e.lanes) {
                    Value from = e.add(row.scores, e.add(key, j));
                    Value s = e.loadVector(scratch.scores, from);
                    Value term = exp2(arith::SubFOp::create(e.b, e.loc, s, base));
                    if (!full) // masked: -0, so that it can be told from a term that is too small
                      term = select(compare(arith::CmpFPredicate::OEQ, s, lowest), e.splat(-0.0), term);
                    e.storeVector(term, scratch.scores, from);
                    terms.push_back(term);
                  }
                  return {add(so[0], tree(terms, add))};
                })[0];
  e.storeVector(sums, scratch.sums, place);
}

// -Inf stands for a masked key, the smallest number for a score of -Inf: the weight of that is a NaN
// if the row has one.
void RowSoftmax::storeScores(Value s, Value seen, Value place, Value key) {
  s = larger(e.splat(smallest), s);
  Value exist;
  if (seen) {
    s = select(seen, s, e.splat(-infinity));
    exist = e.maskBelow(e.max(e.sub(c.k.length(), key), e.index(0)));
  }
  e.storeVector(s, c.weights, place, exist);
}

Value RowSoftmax::sumOf(Value state) {
  Value sums = e.loadVector(scratch.sums, at(scratch.sums, e.mul(state, e.lanes)));
  return acrossLanes(e, sums, [&](Value x, Value y) -> Value { return arith::AddFOp::create(e.b, e.loc, x, y); });
}

Value RowSoftmax::factorOf(Value sum) {
  Value isEmpty = compare(arith::CmpFPredicate::OEQ, sum, e.splat(0.0));
  return select(isEmpty, e.splat(0.0), arith::DivFOp::create(e.b, e.loc, e.splat(1 / valueScale), sum));
}

void RowSoftmax::finishWeights(Value state, Value row) {
  Value base = baseOf(e.splat(e.load(scratch.maxima, at(scratch.maxima, state))));
  Value sum = sumOf(state), lowest = e.splat(-infinity);
  Value isEmpty = compare(arith::CmpFPredicate::OEQ, sum, e.splat(0.0));
  e.columnTiles(e.index(0), c.k.length(), [&](Value column, const TileShape &shape) {
    for (int64_t i = 0; i < shape.vectors; ++i) {
      Value mask = i + 1 == shape.vectors ? shape.mask : Value(), place = e.add(row, e.add(column, i * e.lanes));
      Value s = e.loadVector(c.weights, place, mask);
      Value term = exp2(arith::SubFOp::create(e.b, e.loc, s, base));
      term = arith::DivFOp::create(e.b, e.loc, term, sum);
      Value isMasked = compare(arith::CmpFPredicate::OEQ, s, lowest);
      term = select(arith::OrIOp::create(e.b, e.loc, isMasked, isEmpty), e.splat(0.0), term);
      e.storeVector(term, c.weights, place, mask);
    }
  });
}

} // namespace hac::tile
