// attention: tasks of batch row x kv head x block of queries. A task packs keys and values chunk by
// chunk; each tile of queries then visits the tiles of keys that its mask allows, with a running
// maximum and sum.
#include "compiler/tile/Attention.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

namespace hac::tile {
namespace {

/// A tile of queries.
struct QueryTile {
  Value from;  ///< the first query
  Value count; ///< of queries, without those that fill up the last register tile
  Value state; ///< its first row in the task's outputs, sums and maxima
};

class AttentionLoops {
public:
  AttentionLoops(Emitter &e, schedule::AttnAttr attn)
      : e(e), c(e, attn.getHeads()), softmax(c, scratch), rows(attn.getRows()), columns(attn.getColumns()),
        q(c.q), k(c.k), v(c.v), width(llvm::divideCeil(v.size, columns) * columns) {}

  void emit() {
    SmallVector<Value> counts;
    Value all = e.index(0);
    for (const HeadGroup &group : c.groups) {
      counts.push_back(e.mul(e.mul(q.batches(), c.kvHeads(group)), blocks(group)));
      all = e.add(all, counts.back());
    }
    e.tasks({all}, [&](ValueRange task) {
      allocate();
      c.forTask(task[0], counts, [&](const HeadGroup &group, Value number) { emitBlock(group, number); });
    });
  }

private:
  /// Queries of a task: a quarter of all, but from half a block to a block.
  Value block(const HeadGroup &group) {
    int64_t tile = group.tiles.getQueries(), most = group.tiles.getBlock();
    Value quarter = e.mul(e.divideUp(q.length(), 4 * tile), tile);
    return e.max(e.min(quarter, e.index(most)), e.index(llvm::divideCeil(most, 2 * tile) * tile));
  }
  Value blocks(const HeadGroup &group) {
    Value size = block(group);
    return c.quotient(e.add(q.length(), e.sub(size, e.index(1))), size);
  }

  void allocate() {
    int64_t chunk = 0, tiles = 0, queries = 0, pairs = 0, states = 0;
    for (const HeadGroup &group : c.groups) {
      schedule::HeadsAttr t = group.tiles;
      chunk = std::max(chunk, t.getChunk());
      tiles = std::max(tiles, t.getChunk() / t.getKeys());
      queries = std::max(queries, t.getQueries());
      pairs = std::max(pairs, t.getQueries() * t.getKeys());
      states = std::max(states, c.headsOfTask(group) * t.getBlock());
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

  void emitBlock(const HeadGroup &group, Value number) {
    Value inRow = blocks(group), row = c.quotient(number, inRow);
    Value batch = c.quotient(row, e.index(c.kvHeads(group)));
    Value kvHead = e.add(c.rest(row, e.index(c.kvHeads(group))), c.firstKvHead(group));
    Value size = block(group), from = e.mul(c.rest(number, inRow), size);
    Value to = e.min(e.add(from, size), q.length());
    position = c.firstPosition(batch);

    c.forHeads(group, batch, kvHead, [&](const Head &head) { beginRows(group, head, from, to); });
    Value first = e.add(position, from), last = e.sub(e.add(position, to), e.index(1));
    forRanges(e, c.touchedByTask(group, batch, kvHead, first, last), e.index(0), tileCount(group),
              [&](Value first, Value end) {
                int64_t chunk = group.tiles.getChunk() / group.tiles.getKeys();
                e.loop(first, end, chunk, [&](Value tile) {
                  Value last = e.min(e.add(tile, chunk), end);
                  packKeys(e, k, group, columns, scratch.keys, batch, kvHead, tile, last);
                  packValues(e, v, group, columns, scratch, batch, kvHead, tile, last);
                  c.forHeads(group, batch, kvHead, [&](const Head &head) {
                    forQueryTiles(group, head, from, to,
                                  [&](const QueryTile &t) { visitChunk(group, head, t, tile, last); });
                  });
                });
              });
    c.forHeads(group, batch, kvHead, [&](const Head &head) { endRows(group, head, from, to); });
  }

  Value tileCount(const HeadGroup &group) { return e.divideUp(k.length(), group.tiles.getKeys()); }

  void forQueryTiles(const HeadGroup &group, const Head &head, Value from, Value to,
                     function_ref<void(const QueryTile &)> body) {
    Value state = e.mul(head.local, group.tiles.getBlock());
    e.loop(from, to, group.tiles.getQueries(), [&](Value first) {
      Value count = e.min(e.index(group.tiles.getQueries()), e.sub(to, first));
      body({first, count, e.add(state, e.sub(first, from))});
    });
  }

  //===-- rows: state before and after ---------------------------------------------------------===//

  Value at(const Memory &m, Value place) { return e.add(m.offset, place); }

  void beginRows(const HeadGroup &group, const Head &head, Value from, Value to) {
    Value first = e.mul(head.local, group.tiles.getBlock()), count = e.sub(to, from);
    // also for the rows that fill up the last register tile
    e.loop(e.index(0), e.mul(e.divideUp(count, rows), rows), 1, [&](Value i) {
      Value row = e.add(first, i);
      softmax.begin(head, row, bool(c.args.sink));
      for (int64_t column = 0; column < width; column += e.lanes)
        e.storeVector(e.splat(0.0), scratch.outputs, at(scratch.outputs, e.add(e.mul(row, width), column)));
    });
    if (!c.writesWeights || group.allSeen)
      return;
    Value lowest = e.splat(-std::numeric_limits<double>::infinity()); // tiles that no query visits
    e.loop(from, to, 1, [&](Value query) {
      Value row = weightsOf(head, query);
      e.columnTiles(e.index(0), k.length(), [&](Value column, const TileShape &shape) {
        for (int64_t i = 0; i < shape.vectors; ++i)
          e.storeVector(lowest, c.weights, e.add(row, e.add(column, i * e.lanes)),
                        i + 1 == shape.vectors ? shape.mask : Value());
      });
    });
  }

  void endRows(const HeadGroup &group, const Head &head, Value from, Value to) {
    Value first = e.mul(head.local, group.tiles.getBlock());
    e.loop(e.index(0), e.sub(to, from), 1, [&](Value i) {
      Value row = e.add(first, i), query = e.add(from, i);
      if (c.writesWeights)
        softmax.finishWeights(row, weightsOf(head, query));
      if (!c.writesOut)
        return;
      Value factor = softmax.factorOf(softmax.sumOf(row));
      Value place = c.out.row(e, head.batch, head.number, query);
      for (int64_t column = 0; column < v.size; column += e.lanes) {
        Value value = e.loadVector(scratch.outputs, at(scratch.outputs, e.add(e.mul(row, width), column)));
        value = arith::MulFOp::create(e.b, e.loc, value, factor);
        e.storeVector(value, c.out.memory, e.add(place, column), e.maskBelow(e.index(v.size - column)));
      }
    });
  }

  /// Where the weights of a query begin.
  Value weightsOf(const Head &head, Value query) {
    const Memory &m = c.weights;
    return e.add(e.add(m.offset, e.mul(head.batch, m.strides[0])),
                 e.add(e.mul(head.number, m.strides[1]), e.mul(query, m.strides[2])));
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
    double scale = c.args.scale;
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
    e.loop(e.index(0), tile.count, 1, [&](Value row) {
      Value query = e.add(tile.from, row);
      softmax.visit(group,
                    {head, e.add(position, query), at(scratch.scores, e.mul(row, group.tiles.getKeys())),
                     e.add(tile.state, row), row, c.writesWeights ? weightsOf(head, query) : Value()},
                    number, full);
    });
    if (!c.writesOut)
      return;
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
                             Value values = e.loadVector(scratch.values, e.add(right, e.mul(key, columns)));
                             values = softmax.select(softmax.isMasked(term), e.splat(0.0), values);
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

  Emitter &e;
  AttentionContext c;
  AttentionScratch scratch;
  RowSoftmax softmax;
  const int64_t rows, columns; // of the register tile
  const HeadTensor &q, &k, &v;
  const int64_t width; // of a row of outputs in scratch: whole panels
  Value position;      // of query 0 among the keys
};

} // namespace

LogicalResult emitAttention(Emitter &e) {
  if (auto decode = e.group->getAttrOfType<schedule::DecodeAttr>("decode"))
    emitDecode(e, decode.getHeads());
  else
    AttentionLoops(e, e.group->getAttrOfType<schedule::AttnAttr>("attn")).emit();
  return success();
}

} // namespace hac::tile
