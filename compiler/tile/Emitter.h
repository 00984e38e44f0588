// What the loops of every group are made of: sizes, memory, vectors of the machine's width.
//
// A group works on a space of positions: the axes of its results. All axes but the last are joined
// to one row number, the last is the column, so [batch, seq, 384] is batch * seq rows of 384 columns.
// A tile is `height` rows of some native vectors, held in registers.
#pragma once
#include "compiler/hac/HacDialect.h"
#include "compiler/support/Target.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace hac::tile {
using namespace mlir;

/// The first element of a tile in the space of its group.
struct Position {
  Value row, column;
};

/// Form of a tile: rows, native vectors a row, and which lanes of a row's last vector count.
struct TileShape {
  int64_t height = 1;
  int64_t vectors = 1;
  Value mask; ///< vector<lanes x i1> for the last vector; null: all lanes
  int64_t count() const { return height * vectors; }
};

/// The vectors of a tile, row by row.
using Tile = SmallVector<Value>;

/// On a group after outlining: numbers of the operands that are slices whose rows are equally far
/// apart, all leading axes joined.  Example: a third of the columns of a tensor<?x?x768xf32>.
inline constexpr llvm::StringLiteral evenRowsAttrName = "even_rows";

/// A buffer as flat memory: element (i, j, ..) is flat[offset + i * strides[0] + j * strides[1] ..].
struct Memory {
  Value flat; ///< memref<?xT>
  Value offset;
  SmallVector<Value> sizes, strides; ///< constants where the type has them
  bool dense = false; ///< row-major without gaps
  bool even = false;  ///< row r, of all leading axes joined, begins at offset + r * strides[rank - 2]
  Type element() const { return cast<MemRefType>(flat.getType()).getElementType(); }
  int64_t rank() const { return int64_t(sizes.size()); }
};

class Emitter {
public:
  /// Builds in front of the group. `lanes` f32 fill one vector register.
  Emitter(GroupOp group, const Target &target);

  GroupOp group;
  const Target &target;
  OpBuilder b;
  Location loc;
  int64_t lanes;

  //===-- index arithmetic; constants fold ---------------------------------------------------===//

  Value index(int64_t value);
  Value add(Value x, Value y);
  Value sub(Value x, Value y);
  Value mul(Value x, Value y);
  Value add(Value x, int64_t y) { return add(x, index(y)); }
  Value mul(Value x, int64_t y) { return mul(x, index(y)); }
  Value min(Value x, Value y);
  Value max(Value x, Value y);
  /// Of sizes, which are not negative.  Example: divideUp(13, 4) = 4, roundDown(13, 4) = 12.
  Value divide(Value x, int64_t y);
  Value divide(Value x, Value y);
  Value divideUp(Value x, int64_t y);
  Value remainder(Value x, int64_t y);
  Value roundDown(Value x, int64_t y);
  Value product(ArrayRef<Value> sizes);

  //===-- loops --------------------------------------------------------------------------------===//

  /// for (i = from; i < to; i += step) with values carried from step to step. `body` returns the
  /// next ones. Nothing is emitted for an empty range of constants, no loop for a single step.
  SmallVector<Value> loop(Value from, Value to, int64_t step, ValueRange carried,
                          function_ref<SmallVector<Value>(Value, ValueRange)> body);
  void loop(Value from, Value to, int64_t step, function_ref<void(Value)> body);
  /// Rows [0, count) in steps of the heights, tallest first; each remainder by the next height.
  void ladder(Value count, ArrayRef<int64_t> heights,
              function_ref<void(Value row, int64_t height)> body);
  /// [0, size) in ranges of about equal length, each of whole tiles of `tile` but for the last one's end.
  struct Ranges {
    Value count, size, tiles;
    int64_t tile;
  };
  /// As few as `most` allows, the length of none of them; then so many that `others` tasks for each
  /// make a multiple of 4 in all: two lanes or four get equal parts. None becomes shorter than two
  /// tiles and a quarter of `most` for that.  Example: 128 rows, most = 56, tile = 8: 4 of 32 rows.
  Ranges dealOut(Value size, int64_t most, int64_t tile, int64_t others);
  Value startOf(const Ranges &ranges, Value number);
  Value endOf(const Ranges &ranges, Value number) {
    return min(startOf(ranges, add(number, 1)), ranges.size);
  }
  /// One task for each point of the grid; tasks may run at the same time, on any lane.
  void tasks(ArrayRef<Value> grid, function_ref<void(ValueRange)> body);
  /// Columns [from, to) of a row in tiles of height 1: four vectors, then one, then what is left.
  void columnTiles(Value from, Value to, function_ref<void(Value column, const TileShape &)> body);
  /// `then` runs if the condition holds, `otherwise` if not.
  void when(Value condition, function_ref<void()> then, function_ref<void()> otherwise = nullptr);

  //===-- memory -------------------------------------------------------------------------------===//

  /// The buffer of a value of the body: of a block argument, or of a result (in order of `outs`).
  /// Call it in front of `tasks`: what it builds stands at the current insertion point.
  Memory memoryOf(Value bodyValue);
  bool hasMemory(Value bodyValue) { return memories.count(bodyValue); }
  /// From here on the value of the body lies complete in `memory` (scratch, or an output that this
  /// task has written), so read() takes it from there.
  void stage(Value bodyValue, Memory memory) {
    memories[bodyValue] = std::move(memory);
    staged.insert(bodyValue);
  }
  bool isStaged(Value bodyValue) { return staged.count(bodyValue); }
  Memory memoryOfBuffer(Value memref);
  /// Memory of the lane that runs the task, at most for the task: `count` elements, 64-byte aligned.
  Memory scratch(int64_t count, Type element);

  /// Sizes of the group's space, from its first output.
  ArrayRef<Value> space() const { return spaceSizes; }
  /// The space that tiles are in from here on.  Example: of a reduction's operand, then of its result.
  void setSpace(ArrayRef<Value> sizes) { spaceSizes.assign(sizes.begin(), sizes.end()); }
  /// Sizes of a value of the body, whether it lies in memory or is computed.
  SmallVector<Value> sizesOf(Value bodyValue);
  /// Indices along all axes of the space but the last, of a row.
  SmallVector<Value> coordinates(Value row);
  Value rows() { return product(ArrayRef(spaceSizes).drop_back()); }
  Value columns() { return spaceSizes.back(); }

  Value load(const Memory &m, Value at);
  void store(Value value, const Memory &m, Value at);
  /// One native vector of consecutive elements; with a mask the other lanes are 0 and not touched.
  Value loadVector(const Memory &m, Value at, Value mask = {});
  void storeVector(Value vector, const Memory &m, Value at, Value mask = {});
  /// Linear place of (row, column) of a buffer that has the axes of the space.
  Value place(const Memory &m, Position at);
  Tile readTile(const Memory &m, Position at, const TileShape &shape);
  void write(const Memory &m, Position at, const TileShape &shape, const Tile &tile);

  //===-- vectors ------------------------------------------------------------------------------===//

  VectorType vectorOf(Type element) { return VectorType::get({lanes}, element); }
  Value splat(Value scalar);
  Value constant(double value);             ///< f32 scalar
  Value splat(double value);                ///< f32 vector
  Value laneNumbers(Type integer);          ///< 0, 1, 2, ...
  Value maskBelow(Value count);             ///< lanes < count; null for a constant >= lanes
  TileShape shapeOf(int64_t height, int64_t width); ///< of a constant number of columns

  /// The scalar op on vectors; an operand that `map` knows as a scalar is repeated.
  Value onVector(Operation &scalarOp, IRMapping &map);
  Value vectorized(Value scalar, IRMapping &map);

  //===-- what a value of the body is at a tile -------------------------------------------------===//

  /// Values already in registers at the current tile; read() looks here first.
  llvm::DenseMap<Value, Tile> known;

  /// The value at a tile: from `known`, from memory, or computed by the hac.pointwise and
  /// hac.embedding ops before it.
  /// `position` must be that of all tiles in `known`. Does not change `known`.
  Tile read(Value bodyValue, Position at, const TileShape &shape);
  /// Whether read() can make it: memory, known values, pointwise ops and gathers only.
  bool readable(Value bodyValue);

  /// Adds bias[column] to every row of sums. Without a bias (null) they stay as they are.
  Tile addBias(Tile sums, Value bias, Position at, const TileShape &shape);

  /// Runs every hac.pointwise of the body that depends on known values, and writes those results of
  /// the group that are then known. What a contraction does with a finished tile.
  /// `also` is called when all are known; it may come row by row (RATIONALE.md).
  void finish(Position at, const TileShape &shape,
              function_ref<void(Position, const TileShape &)> also = nullptr);

private:
  /// A pointwise op of the body that is tens of instructions for each vector.  Example: gelu, 30.
  bool hasLongFinish();
  void finishTile(Position at, const TileShape &shape);
  /// Stores the tile of a value to scratch of the task.
  Memory park(Value value, const TileShape &shape, const Tile &tile);
  Tile compute(PointwiseOp op, Position at, const TileShape &shape,
               llvm::DenseMap<Value, Tile> &memo);
  /// Rows of a table, each by the id of its row.
  Tile gather(EmbeddingOp op, Position at, const TileShape &shape);
  /// Made by ops of the body wherever it is read, even if it is a result as well.
  bool isComputed(Value bodyValue);
  Tile readMapped(Value bodyValue, AffineMap map, Position at, const TileShape &shape,
                  llvm::DenseMap<Value, Tile> &memo);
  Tile readFrom(Value bodyValue, Position at, const TileShape &shape,
                llvm::DenseMap<Value, Tile> &memo);

  llvm::DenseMap<Value, Memory> memories;
  llvm::DenseSet<Value> staged;
  SmallVector<Value> spaceSizes;
  Block *task = nullptr;               ///< the body of `tasks`, while it is made
  llvm::DenseMap<Value, Memory> parked; ///< scratch of finish(), one for each value and task
};

/// How the loops of a group with this anchor are made. One file for each family.
LogicalResult emitAttention(Emitter &e);
LogicalResult emitLinear(Emitter &e);
LogicalResult emitMatmul(Emitter &e);
LogicalResult emitPointwise(Emitter &e);
LogicalResult emitConv(Emitter &e);
LogicalResult emitPool(Emitter &e);
LogicalResult emitTranspose(Emitter &e);
LogicalResult emitRope(Emitter &e);
LogicalResult emitRows(Emitter &e);
LogicalResult emitReduction(Emitter &e);

} // namespace hac::tile
