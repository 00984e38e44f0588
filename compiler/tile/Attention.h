// Attention as loops: what its parts share. Attention.cpp says how they go.
#pragma once
#include "compiler/hac/AttentionArgs.h"
#include "compiler/hac/Tape.h"
#include "compiler/support/BlockRanges.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Emitter.h"

#include <vector>

namespace hac::tile {

/// q, k, v or the result: [batch, heads, length, size], or [batch, length, heads * size] if its heads
/// were split off, or are merged.
struct HeadTensor {
  Memory memory;
  bool isMerged = false;
  int64_t size = 0; ///< of a head
  Value batches() const { return memory.sizes[0]; }
  Value length() const { return memory.sizes[isMerged ? 1 : 2]; }
  /// Where a row of one head begins.
  Value row(Emitter &e, Value batch, Value head, Value position) const;
  /// `width` elements of a row from `column` on, at most a vector; zeros behind them.
  Value vector(Emitter &e, Value row, Value column, int64_t width) const;
  Value step() const { return memory.strides.back(); } ///< between elements of a row
  bool isDense() const { return getConstantIntValue(step()) == 1; }
};

/// The mask and score of a group of heads, and its tiles.
struct HeadGroup {
  int64_t first, count;
  schedule::HeadsAttr tiles;
  SmallVector<SmallVector<schedule::MaskAtom>> anyOf;
  std::optional<Tape> mask, score;
  SmallVector<Memory> maskReads, scoreReads;
  bool allSeen = false; ///< every query sees every key
};

/// Values are packed times this, so that a million of the largest ones do not overflow before they
/// are divided by the sum of the terms.
constexpr double valueScale = 0x1p-20;

/// Intervals of tiles, one for each set of the mask.
using TileRanges = SmallVector<schedule::KeyInterval<Value>>;

constexpr double log2e = 1.4426950408889634;

/// One head of a task.
struct Head {
  Value batch, number;
  Value local; ///< its place among the heads of the task
  SmallVector<Value> symbols;
};

/// What attention reads and writes, and its groups of heads.
class AttentionContext {
public:
  /// Call it in front of `tasks`.
  AttentionContext(Emitter &e, ArrayRef<schedule::HeadsAttr> tiles);

  Emitter &e;
  const AttentionArgs args;
  HeadTensor q, k, v, out;
  bool writesOut = false, writesWeights = false;
  Memory weights; ///< [batch, heads, queries, keys]
  int64_t share;  ///< query heads of a kv head
  std::vector<HeadGroup> groups;

  /// The position of query 0 among the keys.
  Value firstPosition(Value batch);
  /// What the sets of the group's mask depend on besides query and key.
  SmallVector<Value> symbolsOf(const HeadGroup &group, Value batch, Value head);
  /// The logit of a head's sink times log2 e, a scalar.
  Value sinkOf(Value head);
  Value toI64(Value index);
  Value quotient(Value x, Value y);
  Value rest(Value x, Value y);

  /// kv heads that a group of heads reads, and how many of its heads share one.
  int64_t firstKvHead(const HeadGroup &group) const { return group.first / share; }
  int64_t kvHeads(const HeadGroup &group) const {
    return (group.first + group.count - 1) / share - group.first / share + 1;
  }
  int64_t headsOfTask(const HeadGroup &group) const { return std::min(share, group.count); }
  /// The heads of the group that share a kv head.
  void forHeads(const HeadGroup &group, Value batch, Value kvHead, function_ref<void(const Head &)> body);
  /// Tiles of keys that some query of [first, last] may see, for all heads of a task.
  TileRanges touchedByTask(const HeadGroup &group, Value batch, Value kvHead, Value first, Value last);
  /// One task of each group after the other: `counts` are theirs. Those of the first group come first.
  void forTask(Value number, ArrayRef<Value> counts, function_ref<void(const HeadGroup &, Value)> body);

private:
  HeadTensor tensorOf(Value value);
  HeadGroup groupOf(size_t i, int64_t first, schedule::HeadsAttr tiles);
  Memory start, sink;
};

/// Memory of the task.
struct AttentionScratch {
  Memory keys;    ///< [panel of keys][head size][columns]: transposed
  Memory values;  ///< [tile of keys][panel of columns][key][columns], scaled,
                  ///< zeros behind the last key
  Memory wild;    ///< i32 [tile of keys]: 1 if its values are not all finite
  Memory queries; ///< [query][head size], scaled
  Memory scores;  ///< [query][key], then the terms of softmax
  Memory outputs; ///< [query of the block][panels * columns], not yet divided by the sum
  Memory sums;    ///< [query of the block][lanes]
  Memory maxima;  ///< [query of the block]
  Memory factors; ///< [query]: what the outputs so far are multiplied by
};

/// Formulas of BlockRanges.h as IR on index values.
struct IndexArithmetic {
  Emitter &e;
  Value number(int64_t x) { return e.index(x); }
  Value add(Value x, Value y) { return e.add(x, y); }
  Value scale(Value x, int64_t y) { return y == 1 ? x : e.mul(x, y); }
  Value floorDiv(Value x, int64_t y);
  Value min(Value x, Value y) { return e.min(x, y); }
  Value max(Value x, Value y) { return e.max(x, y); }
  Value ifNotNegative(Value x, Value yes, Value no);
};

/// Tiles of each set that some query of [first, last] may see.
TileRanges touchedTiles(Emitter &e, const HeadGroup &group, Value first, Value last,
                        ArrayRef<Value> symbols, Value keys);
/// i1: tile `number` is seen whole by all queries of [first, last].
Value isFullTile(Emitter &e, const HeadGroup &group, Value number, Value first, Value last,
                 ArrayRef<Value> symbols, Value keys);
/// Runs `body` for tiles [from, to) so that every tile of [low, high) that lies in a range comes
/// once, in rising order.
void forRanges(Emitter &e, const TileRanges &ranges, Value low, Value high,
               function_ref<void(Value from, Value to)> body);

/// The keys of one row that an exact mask allows, as bounds for lanes.
class RowMask {
public:
  RowMask(Emitter &e, const HeadGroup &group, Value query, ArrayRef<Value> symbols, Value keys);
  /// Which of the lanes from key `key` on are seen.
  Value lanes(Value key);

private:
  Emitter &e;
  SmallVector<std::pair<Value, Value>> bounds; // first key and number of keys, i32
};

/// The terms of softmax, one row at a time: scores in scratch become terms, and the row's maximum,
/// sum and factor follow.
class RowSoftmax {
public:
  RowSoftmax(AttentionContext &c, const AttentionScratch &scratch) : c(c), e(c.e), scratch(scratch) {}

  struct Row {
    const Head &head;
    Value query;   ///< its position among the keys
    Value scores;  ///< where its scores begin
    Value state;   ///< its row of sums and maxima
    Value factor;  ///< its place among the factors
    Value weights; ///< where its weights begin, to leave the scores there; or null
  };
  /// A row before it has seen a key: its sink is such a key, with a score and no value.
  void begin(const Head &head, Value state, bool withSink);
  /// Tile `number` of keys; not `full`: some are masked. Those keep -0 as their term.
  void visit(const HeadGroup &group, const Row &row, Value number, bool full);
  /// What the outputs of a finished row are multiplied by: 0 if it has seen no key.
  Value factorOf(Value sums);
  /// The sum of a row in all lanes.
  Value sumOf(Value state);
  /// The scores in `row` become weights.
  void finishWeights(Value state, Value row);

  Value compare(arith::CmpFPredicate how, Value x, Value y);
  Value select(Value condition, Value x, Value y);
  /// One instruction; a NaN may be lost, it comes back in the terms.
  Value larger(Value x, Value y);
  Value exp2(Value x);
  /// Whether a term is that of a masked key.
  Value isMasked(Value term);
  /// `maximum`, or 0 if that is -Inf: what scores are relative to.
  Value baseOf(Value maximum);
  Value at(const Memory &m, Value place) { return e.add(m.offset, place); }

private:
  /// For finishWeights.
  void storeScores(Value scores, Value seen, Value place, Value key);

  AttentionContext &c;
  Emitter &e;
  const AttentionScratch &scratch;
};

/// Attention of few queries: keys and values are read where they lie.
void emitDecode(Emitter &e, ArrayRef<schedule::HeadsAttr> tiles);

/// Transposes lanes x lanes values in registers.
SmallVector<Value> transposed(Emitter &e, SmallVector<Value> rows);
/// All lanes of the result are the value that `combine` makes of all lanes: halves, quarters, ...
Value acrossLanes(Emitter &e, Value vector, function_ref<Value(Value, Value)> combine);

/// Tiles [from, to) of the keys and values of one head into the task's memory.
void packKeys(Emitter &e, const HeadTensor &k, const HeadGroup &group, int64_t columns,
              const Memory &packed, Value batch, Value head, Value from, Value to);
void packValues(Emitter &e, const HeadTensor &v, const HeadGroup &group, int64_t columns,
                const AttentionScratch &scratch, Value batch, Value head, Value from, Value to);

} // namespace hac::tile
