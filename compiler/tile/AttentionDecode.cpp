// attention of few queries to many keys (a token against its cache): bound by reading keys and values,
// so these are read once and where they lie. The queries of all heads that share a kv head are the rows
// of one tile. A task is a chunk of the keys; a second loop nest merges what the chunks leave, in rising
// order.
#include "compiler/tile/Attention.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

namespace hac::tile {
namespace {

constexpr int64_t panelVectors = 4; // of values in registers

class DecodeLoops {
public:
  DecodeLoops(Emitter &e, ArrayRef<schedule::HeadsAttr> tiles)
      : e(e), c(e, tiles), softmax(c, scratch), depth(llvm::alignTo(c.q.size, e.lanes)),
        width(llvm::alignTo(c.v.size, e.lanes)), queries(*getConstantIntValue(c.q.length())) {
    for (Value yielded : e.group.getYielded())
      if (yielded.getDefiningOp<WorkspaceOp>())
        parts = e.memoryOf(yielded);
  }

  void emit() {
    int64_t chunk = c.groups.front().tiles.getChunk();
    chunks = isSplit() ? e.divideUp(c.k.length(), chunk) : e.index(1);
    SmallVector<Value> counts;
    Value all = e.index(0);
    for (const HeadGroup &group : c.groups) {
      counts.push_back(e.mul(e.mul(c.q.batches(), c.kvHeads(group)), chunks));
      all = e.add(all, counts.back());
    }
    e.tasks({all}, [&](ValueRange task) {
      allocate();
      c.forTask(task[0], counts, [&](const HeadGroup &group, Value number) { emitChunk(group, number); });
    });
    if (isSplit())
      e.tasks({c.q.batches(), e.index(c.args.heads())}, [&](ValueRange task) { merge(task[0], task[1]); });
  }

private:
  bool isSplit() const { return bool(parts.flat); }

  void allocate() {
    int64_t rows = 0, keys = 0;
    for (const HeadGroup &group : c.groups) {
      rows = std::max(rows, c.headsOfTask(group) * queries);
      keys = std::max(keys, group.tiles.getKeys());
    }
    Type f32 = e.b.getF32Type();
    scratch.queries = e.scratch(rows * depth, f32);
    scratch.scores = e.scratch(rows * keys, f32);
    scratch.outputs = e.scratch(rows * width, f32);
    scratch.sums = e.scratch(rows * e.lanes, f32);
    scratch.maxima = e.scratch(rows, f32);
    scratch.factors = e.scratch(rows, f32);
  }

  //===-- a task -------------------------------------------------------------------------------===//

  void emitChunk(const HeadGroup &group, Value number) {
    Value chunk = c.rest(number, chunks), row = c.quotient(number, chunks);
    batch = c.quotient(row, e.index(c.kvHeads(group)));
    kvHead = e.add(c.rest(row, e.index(c.kvHeads(group))), c.firstKvHead(group));
    position = c.firstPosition(batch);
    Value last = e.add(position, queries - 1);
    forRows(group, [&](const Head &head, Value query, Value row) { beginRow(group, head, query, row); });
    int64_t tiles = group.tiles.getChunk() / group.tiles.getKeys();
    Value low = e.mul(chunk, tiles), count = e.divideUp(c.k.length(), group.tiles.getKeys());
    forRanges(e, c.touchedByTask(group, batch, kvHead, position, last), low, e.min(e.add(low, tiles), count),
              [&](Value from, Value to) {
                e.loop(from, to, 1, [&](Value tile) { visitTile(group, tile, last); });
              });
    forRows(group, [&](const Head &head, Value query, Value row) { endRow(head, query, chunk, row); });
  }

  /// Heads of the group that share the task's kv head, as one number where it is always the same.
  Value rowCount(const HeadGroup &group) {
    if (c.share == 1 || (group.first % c.share == 0 && group.count % c.share == 0))
      return e.index(c.share * queries);
    Value from = e.max(e.mul(kvHead, c.share), e.index(group.first));
    Value to = e.min(e.mul(e.add(kvHead, 1), c.share), e.index(group.first + group.count));
    return e.mul(e.sub(to, from), queries);
  }

  void forRows(const HeadGroup &group, function_ref<void(const Head &, Value query, Value row)> body) {
    c.forHeads(group, batch, kvHead, [&](const Head &head) {
      e.loop(e.index(0), e.index(queries), 1,
             [&](Value query) { body(head, query, e.add(e.mul(head.local, queries), query)); });
    });
  }

  Value at(const Memory &m, Value place) { return e.add(m.offset, place); }

  /// Asks for `vectors` vectors of a row, from `column` on: a tile of keys is read while the values
  /// before it are used, and values while their keys are.
  void prefetch(const HeadTensor &t, Value row, int64_t column, int64_t vectors) {
    for (int64_t j = 0; j < vectors && column + j * e.lanes < t.size && t.isDense(); ++j)
      memref::PrefetchOp::create(e.b, e.loc, t.memory.flat, ValueRange(e.add(row, column + j * e.lanes)),
                                 /*isWrite=*/false, /*localityHint=*/2, /*isDataCache=*/true);
  }

  /// The query times scale, and log2 e unless a score function comes in between.
  void beginRow(const HeadGroup &group, const Head &head, Value query, Value row) {
    Value from = c.q.row(e, head.batch, head.number, query);
    Value factor = e.splat(group.score ? c.args.scale : c.args.scale * log2e);
    for (int64_t d = 0; d < depth; d += e.lanes) {
      Value values = c.q.vector(e, from, e.index(d), c.q.size - d);
      values = arith::MulFOp::create(e.b, e.loc, values, factor);
      e.storeVector(values, scratch.queries, at(scratch.queries, e.add(e.mul(row, depth), d)));
    }
    softmax.begin(head, row, c.args.sink && !isSplit());
    for (int64_t column = 0; column < width; column += e.lanes)
      e.storeVector(e.splat(0.0), scratch.outputs, at(scratch.outputs, e.add(e.mul(row, width), column)));
  }

  void visitTile(const HeadGroup &group, Value tile, Value last) {
    Value firstKey = e.mul(tile, group.tiles.getKeys());
    multiplyKeys(group, firstKey);
    auto visit = [&](bool full) {
      forRows(group, [&](const Head &head, Value query, Value row) {
        softmax.visit(group,
                      {head, e.add(position, query), at(scratch.scores, e.mul(row, group.tiles.getKeys())), row, row,
                       Value()},
                      tile, full);
      });
      multiplyValues(group, firstKey, full);
    };
    if (group.allSeen)
      return visit(true);
    if (!group.tiles.getExact())
      return visit(false);
    e.when(isFull(group, tile, last), [&] { visit(true); }, [&] { visit(false); });
  }

  /// Whether all queries of all heads see the whole tile.
  Value isFull(const HeadGroup &group, Value tile, Value last) {
    if (group.tiles.getSymbols().empty())
      return isFullTile(e, group, tile, position, last, {}, c.k.length());
    Value full = arith::ConstantIntOp::create(e.b, e.loc, e.b.getI1Type(), 1);
    Value from = e.mul(kvHead, c.share), to = e.add(from, c.share);
    return e.loop(e.max(from, e.index(group.first)), e.min(to, e.index(group.first + group.count)), 1, ValueRange(full),
                  [&](Value head, ValueRange so) -> SmallVector<Value> {
                    Value one = isFullTile(e, group, tile, position, last, c.symbolsOf(group, batch, head),
                                           c.k.length());
                    return {arith::AndIOp::create(e.b, e.loc, so[0], one)};
                  })[0];
  }

  //===-- scores: as many keys as lanes at a time, one query after the other --------------------===//

  void multiplyKeys(const HeadGroup &group, Value firstKey) {
    int64_t keys = group.tiles.getKeys();
    Value lastKey = e.sub(c.k.length(), e.index(1)), count = rowCount(group);
    bool isWhole = getConstantIntValue(c.k.length()).value_or(1) % keys == 0;
    e.loop(e.index(0), e.index(keys), e.lanes, [&](Value column) {
      Value key = e.add(firstKey, column);
      auto multiply = [&](bool whole) {
        SmallVector<Value> rows;
        Value first = c.k.row(e, batch, kvHead, key);
        Value stride = c.k.memory.strides[c.k.isMerged ? 1 : 2];
        for (int64_t i = 0; i < e.lanes; ++i) // behind the last key its row is repeated; those lanes are masked
          rows.push_back(whole ? e.add(first, e.mul(stride, i))
                               : c.k.row(e, batch, kvHead, e.min(e.add(key, i), lastKey)));
        for (int64_t i = 0; i < e.lanes; ++i)
          prefetch(c.v, c.v.row(e, batch, kvHead, whole ? e.add(key, i) : e.min(e.add(key, i), lastKey)), 0,
                   width / e.lanes);
        e.loop(e.index(0), count, 1, [&](Value row) {
          e.storeVector(dots(rows, at(scratch.queries, e.mul(row, depth))), scratch.scores,
                        at(scratch.scores, e.add(e.mul(row, keys), column)));
        });
      };
      if (isWhole)
        return multiply(true);
      Value fits = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::sle, e.add(key, e.lanes), c.k.length());
      e.when(fits, [&] { multiply(true); }, [&] { multiply(false); });
    });
  }

  /// Lane i: the product of a query with row i of the keys. A lane adds every lanes-th element, then
  /// neighbours are added, pairs of them, ...
  Value dots(ArrayRef<Value> rows, Value query) {
    auto step = [&](Value d, int64_t width, ValueRange so) {
      SmallVector<Value> sums;
      Value left = e.loadVector(scratch.queries, e.add(query, d));
      for (auto [row, sum] : llvm::zip(rows, so))
        sums.push_back(math::FmaOp::create(e.b, e.loc, left, c.k.vector(e, row, d, width), sum));
      return sums;
    };
    int64_t whole = c.k.size / e.lanes * e.lanes;
    SmallVector<Value> sums(rows.size(), e.splat(0.0));
    sums = e.loop(e.index(0), e.index(whole), e.lanes, sums,
                  [&](Value d, ValueRange so) { return step(d, e.lanes, so); });
    if (whole < c.k.size)
      sums = step(e.index(whole), c.k.size - whole, sums);
    for (int64_t bit = 1; bit < e.lanes; bit *= 2) {
      SmallVector<int64_t> low, high; // of x, then of y
      for (int64_t lane = 0; lane < e.lanes; ++lane) {
        low.push_back(lane & bit ? e.lanes + (lane ^ bit) : lane);
        high.push_back(lane & bit ? e.lanes + lane : lane | bit);
      }
      SmallVector<Value> next;
      for (size_t i = 0; i < sums.size(); i += 2)
        next.push_back(arith::AddFOp::create(e.b, e.loc,
                                             mlir::vector::ShuffleOp::create(e.b, e.loc, sums[i], sums[i + 1], low),
                                             mlir::vector::ShuffleOp::create(e.b, e.loc, sums[i], sums[i + 1], high)));
      sums = next;
    }
    return sums[0];
  }

  //===-- outputs = outputs * factor + terms * values ------------------------------------------===//

  void multiplyValues(const HeadGroup &group, Value firstKey, bool full) {
    int64_t keys = group.tiles.getKeys();
    Value valid = full ? e.index(keys) : e.min(e.index(keys), e.sub(c.v.length(), firstKey));
    SmallVector<int64_t> heights = {4, 2, 1};
    if (e.target.vectorRegisters < 32)
      heights.erase(heights.begin());
    for (int64_t column = 0; column < width; column += panelVectors * e.lanes)
      e.ladder(rowCount(group), heights, [&](Value row, int64_t height) {
        ValueTile tile{row, height, column, std::min(panelVectors, (width - column) / e.lanes), keys, firstKey};
        Tile sums = sumOfTerms(tile, valid, /*skipsMasked=*/false);
        if (full)
          return storeOutputs(tile, sums);
        // 0 times a value is a NaN unless that is finite: then again, without the masked ones.
        e.when(areFinite(sums), [&] { storeOutputs(tile, sums); },
               [&] { storeOutputs(tile, sumOfTerms(tile, valid, /*skipsMasked=*/true)); });
      });
  }

  /// Rows and columns of the outputs against a tile of keys.
  struct ValueTile {
    Value row;
    int64_t height, column, vectors, keys;
    Value firstKey;
  };

  Value outputAt(const ValueTile &tile, int64_t i, int64_t j) {
    return at(scratch.outputs, e.add(e.mul(e.add(tile.row, i), width), tile.column + j * e.lanes));
  }

  Tile sumOfTerms(const ValueTile &tile, Value valid, bool skipsMasked) {
    Tile sums;
    for (int64_t i = 0; i < tile.height; ++i) {
      Value factor = e.splat(e.load(scratch.factors, at(scratch.factors, e.add(tile.row, i))));
      for (int64_t j = 0; j < tile.vectors; ++j)
        sums.push_back(arith::MulFOp::create(e.b, e.loc, e.loadVector(scratch.outputs, outputAt(tile, i, j)), factor));
    }
    return e.loop(e.index(0), valid, 1, sums, [&](Value key, ValueRange so) {
      Value from = c.v.row(e, batch, kvHead, e.add(tile.firstKey, key)), scale = e.splat(valueScale);
      SmallVector<Value> values;
      for (int64_t j = 0; j < tile.vectors; ++j) {
        int64_t column = tile.column + j * e.lanes;
        values.push_back(arith::MulFOp::create(e.b, e.loc, c.v.vector(e, from, e.index(column), c.v.size - column),
                                               scale));
      }
      Value ahead = e.min(e.add(tile.firstKey, e.add(key, tile.keys)), e.sub(c.k.length(), e.index(1)));
      prefetch(c.k, c.k.row(e, batch, kvHead, ahead), tile.column, tile.vectors);
      Tile next;
      for (int64_t i = 0; i < tile.height; ++i) {
        Value place = at(scratch.scores, e.add(e.mul(e.add(tile.row, i), tile.keys), key));
        Value term = e.splat(e.load(scratch.scores, place)), isMasked;
        if (skipsMasked)
          isMasked = softmax.isMasked(term);
        for (Value value : values) {
          Value used = skipsMasked ? softmax.select(isMasked, e.splat(0.0), value) : value;
          next.push_back(math::FmaOp::create(e.b, e.loc, term, used, so[next.size()]));
        }
      }
      return next;
    });
  }

  void storeOutputs(const ValueTile &tile, const Tile &sums) {
    for (auto [n, vector] : llvm::enumerate(sums))
      e.storeVector(vector, scratch.outputs, outputAt(tile, int64_t(n) / tile.vectors, int64_t(n) % tile.vectors));
  }

  Value areFinite(const Tile &sums) {
    Value zero = e.splat(0.0), mark = zero; // 0 times a finite number is 0, everything else is a NaN
    for (Value sum : sums)
      mark = math::FmaOp::create(e.b, e.loc, sum, zero, mark);
    mark = acrossLanes(e, mark, [&](Value x, Value y) -> Value { return arith::AddFOp::create(e.b, e.loc, x, y); });
    Value first = mlir::vector::ExtractOp::create(e.b, e.loc, mark, int64_t(0));
    return softmax.compare(arith::CmpFPredicate::ORD, first, first);
  }

  //===-- what a chunk leaves: outputs, then maximum and sum -------------------------------------===//

  Value partOf(Value head, Value query, Value chunk) {
    Value place = e.add(e.mul(batch, parts.strides[0]), e.mul(head, parts.strides[1]));
    place = e.add(place, e.add(e.mul(query, parts.strides[2]), e.mul(chunk, parts.strides[3])));
    return at(parts, place);
  }

  void endRow(const Head &head, Value query, Value chunk, Value row) {
    Value sum = softmax.sumOf(row);
    auto output = [&](int64_t column) {
      return e.loadVector(scratch.outputs, at(scratch.outputs, e.add(e.mul(row, width), column)));
    };
    if (!isSplit())
      return writeRow(head.number, query, 0, width / e.lanes, sum, [&](int64_t j) { return output(j * e.lanes); });
    Value part = partOf(head.number, query, chunk);
    for (int64_t column = 0; column < width; column += e.lanes)
      e.storeVector(output(column), parts, e.add(part, column));
    e.store(e.load(scratch.maxima, at(scratch.maxima, row)), parts, e.add(part, width));
    e.store(mlir::vector::ExtractOp::create(e.b, e.loc, sum, int64_t(0)), parts, e.add(part, width + 1));
  }

  /// `vectors` vectors of a finished row, from `column` on.
  void writeRow(Value head, Value query, int64_t column, int64_t vectors, Value sum,
                function_ref<Value(int64_t)> output) {
    Value factor = softmax.factorOf(sum), place = c.out.row(e, batch, head, query);
    for (int64_t j = 0; j < vectors; ++j) {
      int64_t from = column + j * e.lanes;
      e.storeVector(arith::MulFOp::create(e.b, e.loc, output(j), factor), c.out.memory, e.add(place, from),
                    e.maskBelow(e.index(c.v.size - from)));
    }
  }

  /// The chunks of one head, in rising order.
  void merge(Value ofBatch, Value head) {
    batch = ofBatch;
    Value lowest = e.constant(-std::numeric_limits<double>::infinity());
    Value logit = c.args.sink ? c.sinkOf(head) : Value(); // a key with this score and no value
    e.loop(e.index(0), e.index(queries), 1, [&](Value query) {
      auto partNumber = [&](Value chunk, int64_t i) {
        return e.splat(e.load(parts, e.add(partOf(head, query, chunk), width + i)));
      };
      Value maximum = e.loop(e.index(0), chunks, 1, ValueRange(e.splat(logit ? logit : lowest)),
                             [&](Value chunk, ValueRange so) -> SmallVector<Value> {
                               return {softmax.larger(so[0], partNumber(chunk, 0))};
                             })[0];
      Value base = softmax.baseOf(maximum);
      auto factorOf = [&](Value most) {
        return softmax.exp2(arith::SubFOp::create(e.b, e.loc, most, base));
      };
      for (int64_t column = 0; column < width; column += panelVectors * e.lanes) {
        int64_t vectors = std::min(panelVectors, (width - column) / e.lanes);
        SmallVector<Value> sums(vectors, e.splat(0.0));
        sums.push_back(logit ? factorOf(e.splat(logit)) : e.splat(0.0));
        sums = e.loop(e.index(0), chunks, 1, sums, [&](Value chunk, ValueRange so) {
          Value factor = factorOf(partNumber(chunk, 0)), part = partOf(head, query, chunk);
          SmallVector<Value> next;
          for (int64_t j = 0; j < vectors; ++j)
            next.push_back(math::FmaOp::create(
                e.b, e.loc, e.loadVector(parts, e.add(part, column + j * e.lanes)), factor, so[j]));
          next.push_back(math::FmaOp::create(e.b, e.loc, partNumber(chunk, 1), factor, so.back()));
          return next;
        });
        writeRow(head, query, column, vectors, sums.back(), [&](int64_t j) { return sums[j]; });
      }
    });
  }

  Emitter &e;
  AttentionContext c;
  AttentionScratch scratch;
  RowSoftmax softmax;
  const int64_t depth, width; // of a query and of an output in scratch: whole vectors
  const int64_t queries;
  Memory parts; // [batch, head, query, chunk, outputs + maximum + sum], if there is more than one chunk
  Value chunks, batch, kvHead;
  Value position; // of query 0 among the keys
};

} // namespace

void emitDecode(Emitter &e, ArrayRef<schedule::HeadsAttr> tiles) { DecodeLoops(e, tiles).emit(); }

} // namespace hac::tile
