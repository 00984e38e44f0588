// attention: tasks of batch row x kv head x block of queries. A task packs keys and values chunk by
// chunk; each tile of queries then visits the tiles of keys that its mask allows, with a running
// maximum and sum.
#include "compiler/support/MathDialect.h"
#include "compiler/tile/Attention.h"
#include "compiler/tile/LaneCode.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <limits>
#include <vector>

namespace hac::tile {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double log2e = 1.4426950408889634;

// q, k, v, q_start and sink_logit stand before the tensors that tapes read (dsl/graph/ops.def).
constexpr unsigned readsOperand = 5;

/// One head of a task.
struct Head {
  Value batch, number;
  Value local; ///< its place among the heads of the task
  SmallVector<Value> symbols;
};

/// A tile of queries.
struct QueryTile {
  Value from;  ///< the first query
  Value count; ///< of queries, without those that fill up the last register tile
  Value state; ///< its first row in the task's outputs, sums and maxima
};

class AttentionLoops {
public:
  AttentionLoops(Emitter &e, AttentionOp op, schedule::AttnAttr attn)
      : e(e), op(op), rows(attn.getRows()), columns(attn.getColumns()), q(tensorOf(op.getQ())),
        k(tensorOf(op.getK())), v(tensorOf(op.getV())), out(resultTensor()) {
    share = cast<RankedTensorType>(op.getQ().getType()).getDimSize(1) /
            cast<RankedTensorType>(op.getK().getType()).getDimSize(1);
    width = llvm::divideCeil(v.size, columns) * columns;
    if (op.getQStart())
      start = e.memoryOf(op.getQStart());
    if (op.getSinkLogit())
      sink = e.memoryOf(op.getSinkLogit());
    int64_t first = 0;
    for (auto [i, tiles] : llvm::enumerate(attn.getHeads())) {
      groups.push_back(groupOf(i, first, tiles));
      first += op.getCounts()[i];
    }
  }

  void emit() {
    SmallVector<Value> counts;
    Value all = e.index(0);
    for (const HeadGroup &group : groups) {
      counts.push_back(e.mul(e.mul(q.batches(), kvHeads(group)), blocks(group)));
      all = e.add(all, counts.back());
    }
    e.tasks({all}, [&](ValueRange task) {
      allocate();
      emitTask(0, task[0], counts);
    });
  }

private:
  //===-- operands -----------------------------------------------------------------------------===//

  HeadTensor tensorOf(Value value) {
    HeadTensor t;
    t.size = cast<RankedTensorType>(value.getType()).getDimSize(3);
    auto split = value.getDefiningOp<SplitHeadsOp>();
    t.isMerged = bool(split);
    t.memory = e.memoryOf(split ? split.getX() : value);
    return t;
  }

  HeadTensor resultTensor() {
    HeadTensor t;
    t.size = cast<RankedTensorType>(op.getV().getType()).getDimSize(3);
    Value yielded = e.group.getYielded()[0];
    t.isMerged = bool(yielded.getDefiningOp<MergeHeadsOp>());
    t.memory = e.memoryOf(yielded);
    return t;
  }

  HeadGroup groupOf(size_t i, int64_t first, schedule::HeadsAttr tiles) {
    HeadGroup group{first, op.getCounts()[i], tiles, {}, {}, {}, {}, {}};
    for (auto set : tiles.getAnyOf().getAsRange<IntegerSetAttr>())
      group.anyOf.push_back(schedule::atomsOf(set.getValue()));
    auto decode = [&](Attribute attribute, std::optional<Tape> &tape, SmallVector<Memory> &reads) {
      auto words = dyn_cast<TapeAttr>(attribute);
      if (!words)
        return;
      tape = decodeTape(words.getWords());
      for (unsigned n = 0; n < tape->reads; ++n)
        reads.push_back(e.memoryOf(op.getReads()[tape->firstRead - readsOperand + n]));
    };
    decode(op.getMasks()[i], group.mask, group.maskReads);
    decode(op.getScores()[i], group.score, group.scoreReads);
    std::optional<int64_t> length = getConstantIntValue(k.length());
    group.allSeen = !group.mask && length && *length % tiles.getKeys() == 0;
    return group;
  }

  int64_t firstKvHead(const HeadGroup &group) { return group.first / share; }
  int64_t kvHeadCount(const HeadGroup &group) {
    return (group.first + group.count - 1) / share - group.first / share + 1;
  }
  Value kvHeads(const HeadGroup &group) { return e.index(kvHeadCount(group)); }
  /// Queries of a task: a quarter of all, but from half a block to a block.
  Value block(const HeadGroup &group) {
    int64_t tile = group.tiles.getQueries(), most = group.tiles.getBlock();
    Value quarter = e.mul(e.divideUp(q.length(), 4 * tile), tile);
    return e.max(e.min(quarter, e.index(most)), e.index(llvm::divideCeil(most, 2 * tile) * tile));
  }
  Value blocks(const HeadGroup &group) {
    Value size = block(group);
    return quotient(e.add(q.length(), e.sub(size, e.index(1))), size);
  }
  int64_t headsOfTask(const HeadGroup &group) { return std::min(share, group.count); }

  void allocate() {
    int64_t chunk = 0, tiles = 0, queries = 0, pairs = 0, states = 0;
    for (const HeadGroup &group : groups) {
      schedule::HeadsAttr t = group.tiles;
      chunk = std::max(chunk, t.getChunk());
      tiles = std::max(tiles, t.getChunk() / t.getKeys());
      queries = std::max(queries, t.getQueries());
      pairs = std::max(pairs, t.getQueries() * t.getKeys());
      states = std::max(states, headsOfTask(group) * t.getBlock());
    }
    Type f32 = e.b.getF32Type();
    scratch.keys = e.scratch(chunk * k.size, f32);
    scratch.values = e.scratch(chunk * width, f32);
    scratch.wild = e.scratch(tiles, e.b.getI32Type());
    scratch.queries = e.scratch(queries * q.size, f32);
    scratch.scores = e.scratch(pairs, f32);
    scratch.outputs = e.scratch(states * width, f32);
    scratch.sums = e.scratch(states * e.lanes, f32);
    scratch.maxima = e.scratch(states, f32);
    scratch.factors = e.scratch(queries, f32);
  }

  //===-- tasks --------------------------------------------------------------------------------===//

  /// Tasks of the first group of heads come first.
  void emitTask(size_t i, Value number, ArrayRef<Value> counts) {
    if (i + 1 == groups.size())
      return emitBlock(groups[i], number);
    Value isMine = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::slt, number, counts[i]);
    e.when(
        isMine, [&] { emitBlock(groups[i], number); },
        [&] { emitTask(i + 1, e.sub(number, counts[i]), counts); });
  }

  Value quotient(Value x, Value y) { return e.b.createOrFold<arith::DivUIOp>(e.loc, x, y); }
  Value rest(Value x, Value y) { return e.b.createOrFold<arith::RemUIOp>(e.loc, x, y); }

  void emitBlock(const HeadGroup &group, Value number) {
    Value inRow = blocks(group), row = quotient(number, inRow);
    Value batch = quotient(row, kvHeads(group));
    Value kvHead = e.add(rest(row, kvHeads(group)), firstKvHead(group));
    Value size = block(group), from = e.mul(rest(number, inRow), size);
    Value to = e.min(e.add(from, size), q.length());
    position = firstPosition(batch);

    forHeads(group, batch, kvHead, [&](const Head &head) { beginRows(group, head, e.sub(to, from)); });
    forRanges(e, blockRanges(group, batch, kvHead, from, to), e.index(0), tileCount(group),
              [&](Value first, Value end) {
                int64_t chunk = group.tiles.getChunk() / group.tiles.getKeys();
                e.loop(first, end, chunk, [&](Value tile) {
                  Value last = e.min(e.add(tile, chunk), end);
                  packKeys(e, k, group, columns, scratch.keys, batch, kvHead, tile, last);
                  packValues(e, v, group, columns, scratch, batch, kvHead, tile, last);
                  forHeads(group, batch, kvHead, [&](const Head &head) {
                    forQueryTiles(group, head, from, to,
                                  [&](const QueryTile &t) { visitChunk(group, head, t, tile, last); });
                  });
                });
              });
    forHeads(group, batch, kvHead, [&](const Head &head) { endRows(group, head, from, to); });
  }

  Value tileCount(const HeadGroup &group) { return e.divideUp(k.length(), group.tiles.getKeys()); }

  Value firstPosition(Value batch) {
    if (!op.getQStart())
      return e.index(0);
    Value place = start.rank() ? e.add(start.offset, e.mul(batch, start.strides[0])) : start.offset;
    return arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), e.load(start, place));
  }

  /// The heads of the group that share a kv head.
  void forHeads(const HeadGroup &group, Value batch, Value kvHead, function_ref<void(const Head &)> body) {
    auto run = [&](Value number, Value local) {
      body({batch, number, local, symbolsOf(group, batch, number)});
    };
    if (share == 1)
      return run(kvHead, e.index(0));
    Value from = e.mul(kvHead, share), to = e.add(from, share);
    from = e.max(from, e.index(group.first));
    to = e.min(to, e.index(group.first + group.count));
    e.loop(from, to, 1, [&](Value number) { run(number, e.sub(number, from)); });
  }

  void forQueryTiles(const HeadGroup &group, const Head &head, Value from, Value to,
                     function_ref<void(const QueryTile &)> body) {
    Value state = e.mul(head.local, group.tiles.getBlock());
    e.loop(from, to, group.tiles.getQueries(), [&](Value first) {
      Value count = e.min(e.index(group.tiles.getQueries()), e.sub(to, first));
      body({first, count, e.add(state, e.sub(first, from))});
    });
  }

  SmallVector<Value> symbolsOf(const HeadGroup &group, Value batch, Value head) {
    SmallVector<Value> values;
    for (int64_t number : group.tiles.getSymbols().asArrayRef()) {
      Tape tape = *group.mask;
      tape.ops.truncate(number + 1);
      tape.result = unsigned(number);
      tape.kind = blob::tape_kind::integer;
      Value nowhere = arith::ConstantIntOp::create(e.b, e.loc, e.b.getI64Type(), 0);
      Value value = emitLaneCode(e, tape, {toI64(batch), toI64(head), nowhere, nowhere}, group.maskReads);
      values.push_back(arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), value));
    }
    return values;
  }
  Value toI64(Value index) {
    return e.b.createOrFold<arith::IndexCastOp>(e.loc, e.b.getI64Type(), index);
  }

  /// For all heads of a task.
  TileRanges blockRanges(const HeadGroup &group, Value batch, Value kvHead, Value from, Value to) {
    Value first = e.add(position, from), last = e.sub(e.add(position, to), e.index(1));
    if (share == 1 || group.tiles.getSymbols().empty())
      return touchedTiles(e, group, first, last,
                          share == 1 ? symbolsOf(group, batch, kvHead) : SmallVector<Value>(), k.length());
    SmallVector<Value> carried;
    for (size_t i = 0; i < group.anyOf.size(); ++i)
      carried.append({tileCount(group), e.index(0)});
    Value end = e.min(e.mul(e.add(kvHead, 1), share), e.index(group.first + group.count));
    carried = e.loop(e.max(e.mul(kvHead, share), e.index(group.first)), end, 1, carried,
                     [&](Value head, ValueRange so) -> SmallVector<Value> {
                       SmallVector<Value> next;
                       for (auto [i, range] : llvm::enumerate(touchedTiles(
                                e, group, first, last, symbolsOf(group, batch, head), k.length())))
                         next.append({e.min(so[2 * i], range.from), e.max(so[2 * i + 1], range.to)});
                       return next;
                     });
    TileRanges ranges;
    for (size_t i = 0; i < carried.size(); i += 2)
      ranges.push_back({carried[i], carried[i + 1]});
    return ranges;
  }

  //===-- rows: state before and after ---------------------------------------------------------===//

  Value at(const Memory &m, Value place) { return e.add(m.offset, place); }

  void beginRows(const HeadGroup &group, const Head &head, Value count) {
    Value first = e.mul(head.local, group.tiles.getBlock());
    Value zero = e.splat(0.0), lowest = e.constant(-infinity), sum = zero;
    if (op.getSinkLogit()) { // a key with this score and no value
      Value logit = e.load(sink, e.add(sink.offset, e.mul(head.number, sink.strides[0])));
      lowest = arith::MulFOp::create(e.b, e.loc, logit, e.constant(log2e));
      Value absent = arith::CmpFOp::create(e.b, e.loc, arith::CmpFPredicate::OEQ, lowest, e.constant(-infinity));
      // 1, or NaN if the logit is no number
      Value one = arith::AddFOp::create(
          e.b, e.loc, arith::SubFOp::create(e.b, e.loc, lowest, lowest), e.constant(1));
      Value term = arith::SelectOp::create(e.b, e.loc, absent, e.constant(0), one);
      sum = mlir::vector::InsertOp::create(e.b, e.loc, term, zero, int64_t(0));
    }
    // also for the rows that fill up the last register tile
    e.loop(e.index(0), e.mul(e.divideUp(count, rows), rows), 1, [&](Value i) {
      Value row = e.add(first, i);
      e.store(lowest, scratch.maxima, at(scratch.maxima, row));
      e.storeVector(sum, scratch.sums, at(scratch.sums, e.mul(row, e.lanes)));
      for (int64_t column = 0; column < width; column += e.lanes)
        e.storeVector(zero, scratch.outputs, at(scratch.outputs, e.add(e.mul(row, width), column)));
    });
  }

  void endRows(const HeadGroup &group, const Head &head, Value from, Value to) {
    Value first = e.mul(head.local, group.tiles.getBlock());
    e.loop(e.index(0), e.sub(to, from), 1, [&](Value i) {
      Value row = e.add(first, i);
      Value sums = e.loadVector(scratch.sums, at(scratch.sums, e.mul(row, e.lanes)));
      Value sum = acrossLanes(e, sums, [&](Value x, Value y) { return addF(x, y); });
      Value isEmpty = compare(arith::CmpFPredicate::OEQ, sum, e.splat(0.0)); // no key: the row is 0
      Value factor = select(isEmpty, e.splat(0.0), arith::DivFOp::create(e.b, e.loc, e.splat(1 / valueScale), sum));
      Value place = out.row(e, head.batch, head.number, e.add(from, i));
      for (int64_t column = 0; column < v.size; column += e.lanes) {
        Value value = e.loadVector(scratch.outputs, at(scratch.outputs, e.add(e.mul(row, width), column)));
        value = arith::MulFOp::create(e.b, e.loc, value, factor);
        e.storeVector(value, out.memory, e.add(place, column), e.maskBelow(e.index(v.size - column)));
      }
    });
  }

  //===-- a tile of queries against a chunk of keys ---------------------------------------------===//

  void visitChunk(const HeadGroup &group, const Head &head, const QueryTile &tile, Value from, Value to) {
    Value first = e.add(position, tile.from), last = e.sub(e.add(first, tile.count), e.index(1));
    packQueries(group, head, tile);
    forRanges(e, touchedTiles(e, group, first, last, head.symbols, k.length()), from, to,
              [&](Value begin, Value end) {
                e.loop(begin, end, 1, [&](Value number) {
                  auto visit = [&](bool full) { visitTile(group, head, tile, number, from, full); };
                  if (group.allSeen)
                    return visit(true);
                  if (!group.tiles.getExact())
                    return visit(false);
                  Value isFull = isFullTile(e, group, number, first, last, head.symbols, k.length());
                  e.when(isFull, [&] { visit(true); }, [&] { visit(false); });
                });
              });
  }

  /// Times scale, and log2 e unless a score function comes in between.
  void packQueries(const HeadGroup &group, const Head &head, const QueryTile &tile) {
    double scale = op.getScale().convertToDouble();
    Value factor = e.splat(group.score ? scale : scale * log2e);
    e.loop(e.index(0), tile.count, 1, [&](Value i) {
      Value row = q.row(e, head.batch, head.number, e.add(tile.from, i));
      Value place = at(scratch.queries, e.mul(i, q.size));
      if (!q.isDense()) {
        e.loop(e.index(0), e.index(q.size), 1, [&](Value d) {
          Value value = e.load(q.memory, e.add(row, e.mul(d, q.step())));
          Value one = e.constant(group.score ? scale : scale * log2e);
          e.store(arith::MulFOp::create(e.b, e.loc, value, one), scratch.queries, e.add(place, d));
        });
        return;
      }
      for (int64_t d = 0; d < q.size; d += e.lanes) {
        Value mask = e.maskBelow(e.index(q.size - d));
        Value values = e.loadVector(q.memory, e.add(row, d), mask);
        values = arith::MulFOp::create(e.b, e.loc, values, factor);
        e.storeVector(values, scratch.queries, e.add(place, d), mask);
      }
    });
  }

  void visitTile(const HeadGroup &group, const Head &head, const QueryTile &tile, Value number,
                 Value chunk, bool full) {
    Value local = e.sub(number, chunk);
    Value height = e.mul(e.divideUp(tile.count, rows), rows);
    multiplyKeys(group, height, local);
    e.loop(e.index(0), tile.count, 1,
           [&](Value row) { softmaxRow(group, head, tile, row, number, full); });
    if (full)
      return multiplyValues(group, tile, height, local);
    Value wild = e.load(scratch.wild, at(scratch.wild, local));
    Value zero = arith::ConstantIntOp::create(e.b, e.loc, e.b.getI32Type(), 0);
    e.when(
        arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, wild, zero),
        [&] { multiplyValues(group, tile, height, local); },
        [&] { multiplyWildValues(group, tile, local); });
  }

  /// scores = queries · keys, register tile by register tile; a panel of keys stays in L1.
  void multiplyKeys(const HeadGroup &group, Value height, Value local) {
    int64_t keys = group.tiles.getKeys(), panels = keys / columns;
    e.loop(e.index(0), e.index(panels), 1, [&](Value panel) {
      Value right = at(scratch.keys, e.mul(e.add(e.mul(local, panels), panel), k.size * columns));
      e.loop(e.index(0), height, rows, [&](Value row) {
        Value left = at(scratch.queries, e.mul(row, q.size));
        Tile sums = product(Tile(rows * columns / e.lanes, e.splat(0.0)), scratch.queries, left, q.size,
                            scratch.keys, right, q.size);
        Value place = at(scratch.scores, e.add(e.mul(row, keys), e.mul(panel, columns)));
        storeTile(sums, scratch.scores, place, keys);
      });
    });
  }

  /// outputs = outputs * factor + terms · values
  void multiplyValues(const HeadGroup &group, const QueryTile &tile, Value height, Value local) {
    int64_t keys = group.tiles.getKeys();
    e.loop(e.index(0), e.index(width / columns), 1, [&](Value panel) {
      Value right = at(scratch.values, e.add(e.mul(local, keys * width), e.mul(panel, keys * columns)));
      e.loop(e.index(0), height, rows, [&](Value row) {
        Value left = at(scratch.scores, e.mul(row, keys));
        Value place = at(scratch.outputs, e.add(e.mul(e.add(tile.state, row), width), e.mul(panel, columns)));
        Tile sums;
        for (int64_t i = 0; i < rows; ++i) {
          Value factor = e.splat(e.load(scratch.factors, at(scratch.factors, e.add(row, i))));
          for (int64_t j = 0; j < columns; j += e.lanes) {
            Value before = e.loadVector(scratch.outputs, e.add(place, i * width + j));
            sums.push_back(arith::MulFOp::create(e.b, e.loc, before, factor));
          }
        }
        sums = product(sums, scratch.scores, left, keys, scratch.values, right, keys);
        storeTile(sums, scratch.outputs, place, width);
      });
    });
  }

  /// The same where values are not finite: a masked key, whose term is -0, must not touch them.
  void multiplyWildValues(const HeadGroup &group, const QueryTile &tile, Value local) {
    int64_t keys = group.tiles.getKeys();
    e.loop(e.index(0), tile.count, 1, [&](Value row) {
      Value factor = e.splat(e.load(scratch.factors, at(scratch.factors, row)));
      Value terms = at(scratch.scores, e.mul(row, keys));
      for (int64_t column = 0; column < width; column += e.lanes) {
        Value place = at(scratch.outputs, e.add(e.mul(e.add(tile.state, row), width), column));
        Value right = at(scratch.values, e.add(e.mul(local, keys * width),
                                               column / columns * keys * columns + column % columns));
        Value before = arith::MulFOp::create(e.b, e.loc, e.loadVector(scratch.outputs, place), factor);
        Value sum = e.loop(e.index(0), e.index(keys), 1, ValueRange(before),
                           [&](Value key, ValueRange so) -> SmallVector<Value> {
                             Value term = e.splat(e.load(scratch.scores, e.add(terms, key)));
                             Type i32 = e.b.getI32Type();
                             Value bits = arith::BitcastOp::create(e.b, e.loc, e.vectorOf(i32), term);
                             Value minusZero = e.splat(arith::ConstantIntOp::create(e.b, e.loc, i32, INT32_MIN));
                             Value masked = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::eq, bits, minusZero);
                             Value values = e.loadVector(scratch.values, e.add(right, e.mul(key, columns)));
                             values = select(masked, e.splat(0.0), values);
                             return {math::FmaOp::create(e.b, e.loc, term, values, so[0])};
                           })[0];
        e.storeVector(sum, scratch.outputs, place);
      }
    });
  }

  /// sums + left · right: `rows` rows of `depth` elements, `stride` apart, against depth rows of a
  /// panel. One FMA chain per element over rising k.
  Tile product(Tile sums, const Memory &a, Value left, int64_t stride, const Memory &b, Value right,
               int64_t depth) {
    return e.loop(e.index(0), e.index(depth), 1, sums, [&](Value i, ValueRange so) {
      SmallVector<Value> panel;
      Value from = e.add(right, e.mul(i, columns));
      for (int64_t j = 0; j < columns; j += e.lanes)
        panel.push_back(e.loadVector(b, e.add(from, j)));
      Tile next;
      Value column = e.add(left, i);
      for (int64_t row = 0; row < rows; ++row) {
        Value factor = e.splat(e.load(a, e.add(column, row * stride)));
        for (Value vector : panel)
          next.push_back(math::FmaOp::create(e.b, e.loc, factor, vector, so[next.size()]));
      }
      return next;
    });
  }

  void storeTile(const Tile &tile, const Memory &m, Value place, int64_t stride) {
    int64_t vectors = columns / e.lanes;
    for (auto [i, vector] : llvm::enumerate(tile))
      e.storeVector(vector, m, e.add(place, int64_t(i) / vectors * stride + int64_t(i) % vectors * e.lanes));
  }

  //===-- softmax ------------------------------------------------------------------------------===//

  Value compare(arith::CmpFPredicate how, Value x, Value y) {
    return arith::CmpFOp::create(e.b, e.loc, how, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(e.b, e.loc, condition, x, y);
  }
  Value addF(Value x, Value y) { return arith::AddFOp::create(e.b, e.loc, x, y); }
  /// One instruction; a NaN may be lost, it comes back in the terms.
  Value larger(Value x, Value y) { return select(compare(arith::CmpFPredicate::OGT, x, y), x, y); }
  Value exp2(Value x) { return hacm::Exp2NonPositiveOp::create(e.b, e.loc, x); }

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

  /// Scores of one row become terms; the row's maximum, sum and factor follow.
  void softmaxRow(const HeadGroup &group, const Head &head, const QueryTile &tile, Value row,
                  Value number, bool full) {
    int64_t keys = group.tiles.getKeys(), step = std::min<int64_t>(keys, 8 * e.lanes);
    while (keys % step)
      step -= e.lanes;
    Value scores = at(scratch.scores, e.mul(row, keys)), state = e.add(tile.state, row);
    Value lowest = e.splat(-infinity);
    bool changes = !full || group.score;
    std::optional<LaneScores> change;
    if (changes)
      change.emplace(*this, group, head, e.add(position, e.add(tile.from, row)), full);
    Value firstKey = e.mul(number, keys);
    Value largest = e.loop(e.index(0), e.index(keys), step, ValueRange(lowest),
                           [&](Value key, ValueRange so) -> SmallVector<Value> {
                             SmallVector<Value> values;
                             for (int64_t j = 0; j < step; j += e.lanes) {
                               Value place = e.add(scores, e.add(key, j));
                               Value s = e.loadVector(scratch.scores, place);
                               if (changes) {
                                 s = change->apply(s, e.add(firstKey, e.add(key, j)));
                                 e.storeVector(s, scratch.scores, place);
                               }
                               values.push_back(s);
                             }
                             Value most = tree(values, [&](Value x, Value y) { return larger(x, y); });
                             return {larger(so[0], most)};
                           })[0];
    largest = acrossLanes(e, largest, [&](Value x, Value y) { return larger(x, y); });
    Value before = e.splat(e.load(scratch.maxima, at(scratch.maxima, state)));
    Value maximum = larger(before, largest);
    Value base = select(compare(arith::CmpFPredicate::OGT, maximum, lowest), maximum, e.splat(0.0));
    Value factor = exp2(arith::SubFOp::create(e.b, e.loc, before, base));
    e.store(first(maximum), scratch.maxima, at(scratch.maxima, state));
    e.store(first(factor), scratch.factors, at(scratch.factors, row));

    Value place = at(scratch.sums, e.mul(state, e.lanes));
    Value sums = arith::MulFOp::create(e.b, e.loc, e.loadVector(scratch.sums, place), factor);
    sums = e.loop(e.index(0), e.index(keys), step, ValueRange(sums),
                  [&](Value key, ValueRange so) -> SmallVector<Value> {
                    SmallVector<Value> terms;
                    for (int64_t j = 0; j < step; j += e.lanes) {
                      Value at = e.add(scores, e.add(key, j));
                      Value s = e.loadVector(scratch.scores, at);
                      Value term = exp2(arith::SubFOp::create(e.b, e.loc, s, base));
                      if (!full) // masked: -0, so that it can be told from a term that is too small
                        term = select(compare(arith::CmpFPredicate::OEQ, s, lowest), e.splat(-0.0), term);
                      e.storeVector(term, scratch.scores, at);
                      terms.push_back(term);
                    }
                    return {addF(so[0], tree(terms, [&](Value x, Value y) { return addF(x, y); }))};
                  })[0];
    e.storeVector(sums, scratch.sums, place);
  }
  Value first(Value vector) { return mlir::vector::ExtractOp::create(e.b, e.loc, vector, int64_t(0)); }

  /// What score function and mask make of a row's scores.
  class LaneScores {
  public:
    LaneScores(AttentionLoops &loops, const HeadGroup &group, const Head &head, Value query, bool full)
        : loops(loops), e(loops.e), group(group), full(full),
          where({loops.toI64(head.batch), loops.toI64(head.number), loops.toI64(query)}) {
      if (!full && group.tiles.getExact())
        rowMask.emplace(e, group, query, head.symbols, loops.k.length());
    }

    Value apply(Value s, Value key) {
      Value keys;
      if (group.score || (!full && !rowMask)) {
        Value start = e.splat(loops.toI64(key));
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
      return loops.select(rowMask ? rowMask->lanes(key) : evaluated(keys, key), s, e.splat(-infinity));
    }

  private:
    /// The mask by its tape, for keys that exist.
    Value evaluated(Value keys, Value key) {
      Value mask = emitLaneCode(e, *group.mask, {where[0], where[1], where[2], keys}, group.maskReads);
      if (!isa<VectorType>(mask.getType()))
        mask = e.splat(mask);
      Value exist = mlir::vector::CreateMaskOp::create(
          e.b, e.loc, e.vectorOf(e.b.getI1Type()),
          ValueRange(e.max(e.sub(loops.k.length(), key), e.index(0))));
      return arith::AndIOp::create(e.b, e.loc, mask, exist);
    }

    AttentionLoops &loops;
    Emitter &e;
    const HeadGroup &group;
    bool full;
    SmallVector<Value> where;
    std::optional<RowMask> rowMask;
  };

  Emitter &e;
  AttentionOp op;
  const int64_t rows, columns; // of the register tile
  const HeadTensor q, k, v, out;
  int64_t share = 1; // query heads of a kv head
  int64_t width;     // of a row of outputs in scratch: whole panels
  Memory start, sink;
  std::vector<HeadGroup> groups;
  AttentionScratch scratch;
  Value position; // of query 0 among the keys
};

} // namespace

LogicalResult emitAttention(Emitter &e) {
  auto attn = e.group->getAttrOfType<schedule::AttnAttr>("attn");
  AttentionLoops(e, cast<AttentionOp>(e.group.getAnchorOp()), attn).emit();
  return success();
}

} // namespace hac::tile
