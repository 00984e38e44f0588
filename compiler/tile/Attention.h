// Attention as loops: what its parts share. Attention.cpp says how they go.
#pragma once
#include "compiler/hac/Tape.h"
#include "compiler/support/BlockRanges.h"
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Emitter.h"

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

/// Intervals of tiles, one for each set of the mask.
using TileRanges = SmallVector<schedule::KeyInterval<Value>>;

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
