// matmul of two activations: tasks of batch x rows x panel of columns. A task packs its panel of the
// right side, at most `deepest` rows at a time; each element is one FMA chain over ascending k.
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Attention.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace hac::tile {
namespace {

constexpr int64_t fewRows = 4; // fewer are multiplied with what lies in memory
constexpr int64_t deepest = 512; // of what is packed at a time: 96 KB of 48 columns

/// One side, seen through a transpose of its last axes: element (i, j) is flat[start + i * down + j * across].
struct Side {
  Memory memory;
  RankedTensorType type;
  Value down, across;
};

class MatmulLoops {
public:
  MatmulLoops(Emitter &e, MatmulOp op, schedule::TileAttr tile)
      : e(e), op(op), tile(tile), a(sideOf(op.getA())), b(sideOf(op.getB())) {
    ArrayRef<Value> space = e.space();
    rows = space[space.size() - 2];
    columns = space.back();
    batches = e.product(space.drop_back(2));
    depth = depthOf(op.getA());
    std::optional<int64_t> constant = getConstantIntValue(depth);
    isDeep = !constant || *constant > deepest;
    packedRows = isDeep ? deepest + e.lanes : int64_t(llvm::alignTo(*constant, e.lanes));
  }

  void emit() {
    Value panels = e.divideUp(columns, tile.getColumns());
    e.tasks({batches, e.divideUp(rows, tile.getRows()), panels}, [&](ValueRange task) {
      firstRow = e.mul(task[0], rows);
      SmallVector<Value> at = e.coordinates(firstRow);
      aStart = startOf(a, at);
      bStart = startOf(b, at);
      row = e.mul(task[1], tile.getRows());
      height = e.min(e.index(tile.getRows()), e.sub(rows, row));
      packed = e.scratch(packedRows * tile.getColumns(), e.b.getF32Type());
      if (isDeep)
        sums = e.scratch(tile.getRows() * tile.getColumns(), e.b.getF32Type());
      emitPanelOf(e.mul(task[2], tile.getColumns()));
    });
  }

private:
  Value depthOf(Value left) {
    auto transpose = left.getDefiningOp<TransposeOp>();
    const Memory &m = a.memory;
    return transpose ? m.sizes[m.sizes.size() - 2] : m.sizes.back();
  }

  Side sideOf(Value value) {
    auto transpose = value.getDefiningOp<TransposeOp>();
    Memory m = e.memoryOf(transpose ? transpose.getX() : value);
    Value down = m.strides[m.strides.size() - 2], across = m.strides.back();
    if (transpose)
      std::swap(down, across);
    return {m, cast<RankedTensorType>(value.getType()), down, across};
  }

  /// Where the matrix of a batch begins; a side with fewer axes, or a size of 1, is the same for several.
  Value startOf(const Side &side, ArrayRef<Value> at) {
    ArrayRef<int64_t> out = cast<RankedTensorType>(op.getResult().getType()).getShape();
    int64_t skip = int64_t(out.size()) - side.type.getRank();
    Value start = side.memory.offset;
    for (int64_t i = 0; i + 2 < side.type.getRank(); ++i)
      if (side.type.getDimSize(i) != 1 || out[i + skip] == 1)
        start = e.add(start, e.mul(at[i + skip], side.memory.strides[i]));
    return start;
  }

  void emitPanelOf(Value column) {
    Value left = e.sub(columns, column);
    std::optional<int64_t> constant = getConstantIntValue(columns);
    int64_t whole = tile.getColumns(), last = constant ? *constant % whole : 0;
    auto emitWhole = [&] { emitPanel(column, {1, whole / e.lanes, {}}); };
    auto emitLast = [&] {
      if (constant)
        return emitPanel(column, e.shapeOf(1, last));
      e.loop(column, columns, e.lanes, [&](Value c) { emitPanel(c, {1, 1, e.maskBelow(e.sub(columns, c))}); });
    };
    if (constant && !last)
      return emitWhole();
    if (constant && *constant < whole)
      return emitLast();
    Value isWhole = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::sge, left, e.index(whole));
    e.when(isWhole, emitWhole, emitLast);
  }

  using TileBody = function_ref<void(Value inTask, const TileShape &)>;
  void forTiles(const TileShape &panel, TileBody body) {
    e.ladder(height, tile.getHeights(), [&](Value inTask, int64_t tileHeight) {
      body(inTask, {tileHeight, panel.vectors, panel.mask});
    });
  }

  void emitPanel(Value column, const TileShape &panel) {
    auto finish = [&](Value inTask, const TileShape &shape, Tile tile) {
      e.known.clear();
      e.known[op.getResult()] = std::move(tile);
      e.finish({e.add(firstRow, e.add(row, inTask)), column}, shape);
    };
    auto zeros = [&](const TileShape &shape) { return Tile(shape.count(), e.splat(0.0)); };
    if (getConstantIntValue(b.across) == 1 && !panel.mask) { // packing for a few rows would take longer than they do
      Value isLow = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::slt, height, e.index(fewRows));
      Right inPlace{b.memory, e.add(bStart, column), b.down};
      return e.when(
          isLow,
          [&] {
            e.ladder(height, {2, 1}, [&](Value inTask, int64_t tileHeight) {
              TileShape shape{tileHeight, panel.vectors, panel.mask};
              finish(inTask, shape, product(inTask, shape, zeros(shape), e.index(0), depth, inPlace));
            });
          },
          [&] { emitPacked(column, panel, finish, zeros); });
    }
    emitPacked(column, panel, finish, zeros);
  }

  using Finish = function_ref<void(Value inTask, const TileShape &, Tile)>;
  void emitPacked(Value column, const TileShape &panel, Finish finish, function_ref<Tile(const TileShape &)> zeros) {
    if (!isDeep) {
      pack(column, panel, e.index(0), depth);
      return forTiles(panel, [&](Value inTask, const TileShape &shape) {
        finish(inTask, shape, product(inTask, shape, zeros(shape), e.index(0), depth, rightOf(shape)));
      });
    }
    forTiles(panel, [&](Value inTask, const TileShape &shape) { storeSums(inTask, shape, zeros(shape)); });
    e.loop(e.index(0), depth, deepest, [&](Value k) {
      Value count = e.min(e.index(deepest), e.sub(depth, k));
      pack(column, panel, k, count);
      forTiles(panel, [&](Value inTask, const TileShape &shape) {
        storeSums(inTask, shape, product(inTask, shape, loadSums(inTask, shape), k, count, rightOf(shape)));
      });
    });
    forTiles(panel, [&](Value inTask, const TileShape &shape) { finish(inTask, shape, loadSums(inTask, shape)); });
  }

  Value sumAt(Value inTask, const TileShape &shape, int64_t i) {
    int64_t width = shape.vectors * e.lanes;
    return e.add(sums.offset, e.add(e.mul(inTask, width), i * e.lanes)); // rows without gaps
  }
  void storeSums(Value inTask, const TileShape &shape, const Tile &tile) {
    for (auto [i, vector] : llvm::enumerate(tile))
      e.storeVector(vector, sums, sumAt(inTask, shape, int64_t(i)));
  }
  Tile loadSums(Value inTask, const TileShape &shape) {
    Tile tile;
    for (int64_t i = 0; i < shape.count(); ++i)
      tile.push_back(e.loadVector(sums, sumAt(inTask, shape, i)));
    return tile;
  }

  Value packedAt(const TileShape &panel, Value k, int64_t vector) {
    return e.add(packed.offset, e.add(e.mul(k, panel.vectors * e.lanes), vector * e.lanes));
  }

  /// Rows [k, k + count) of the panel, one after the other. Lanes behind the last column may be anything.
  void pack(Value column, const TileShape &panel, Value k, Value count) {
    if (getConstantIntValue(b.down) == 1 && getConstantIntValue(b.across) != 1)
      return packTransposed(column, panel, k, count);
    bool isDense = getConstantIntValue(b.across) == 1;
    Value lastColumn = e.sub(columns, e.index(1));
    e.loop(e.index(0), count, 1, [&](Value i) {
      Value from = e.add(bStart, e.mul(e.add(k, i), b.down));
      for (int64_t j = 0; j < panel.vectors; ++j) {
        Value first = e.add(column, j * e.lanes), vector = e.splat(0.0);
        if (isDense)
          vector = e.loadVector(b.memory, e.add(from, first), j + 1 == panel.vectors ? panel.mask : Value());
        for (int64_t lane = 0; !isDense && lane < e.lanes; ++lane) {
          Value at = e.mul(e.min(e.add(first, lane), lastColumn), b.across);
          vector = mlir::vector::InsertOp::create(e.b, e.loc, e.load(b.memory, e.add(from, at)), vector, lane);
        }
        e.storeVector(vector, packed, packedAt(panel, i, j));
      }
    });
  }

  /// Columns are rows in memory: squares of lanes x lanes are turned in registers.
  void packTransposed(Value column, const TileShape &panel, Value k, Value count) {
    Value lastColumn = e.sub(columns, e.index(1));
    for (int64_t j = 0; j < panel.vectors; ++j) {
      SmallVector<Value> starts;
      for (int64_t lane = 0; lane < e.lanes; ++lane) {
        Value c = e.min(e.add(column, j * e.lanes + lane), lastColumn);
        starts.push_back(e.add(e.add(bStart, k), e.mul(c, b.across)));
      }
      auto square = [&](Value i, Value mask) {
        SmallVector<Value> vectors;
        for (Value start : starts)
          vectors.push_back(e.loadVector(b.memory, e.add(start, i), mask));
        vectors = transposed(e, vectors);
        for (int64_t n = 0; n < e.lanes; ++n)
          e.storeVector(vectors[n], packed, packedAt(panel, e.add(i, n), j));
      };
      Value whole = e.roundDown(count, e.lanes), rest = e.sub(count, whole);
      e.loop(e.index(0), whole, e.lanes, [&](Value i) { square(i, {}); });
      if (getConstantIntValue(rest) != 0) // what follows the last row is never read
        square(whole, e.maskBelow(rest));
    }
  }

  /// Rows of the right side, of the vectors of a tile each.
  struct Right {
    Memory memory;
    Value start, stride;
  };
  Right rightOf(const TileShape &panel) {
    return {packed, packed.offset, e.index(panel.vectors * e.lanes)};
  }

  Tile product(Value inTask, const TileShape &shape, Tile start, Value k, Value count, const Right &side) {
    SmallVector<Value> left;
    for (int64_t i = 0; i < shape.height; ++i) {
      Value first = e.add(aStart, e.mul(e.add(row, e.add(inTask, i)), a.down));
      left.push_back(e.add(first, e.mul(k, a.across)));
    }
    return e.loop(e.index(0), count, 1, start, [&](Value i, ValueRange so) {
      SmallVector<Value> right;
      Value from = e.add(side.start, e.mul(i, side.stride));
      for (int64_t j = 0; j < shape.vectors; ++j)
        right.push_back(e.loadVector(side.memory, e.add(from, j * e.lanes)));
      Tile next;
      Value step = e.mul(i, a.across);
      for (Value first : left) {
        Value factor = e.splat(e.load(a.memory, e.add(first, step)));
        for (Value vector : right)
          next.push_back(math::FmaOp::create(e.b, e.loc, factor, vector, so[next.size()]));
      }
      return next;
    });
  }

  Emitter &e;
  MatmulOp op;
  schedule::TileAttr tile;
  const Side a, b;
  Value rows, columns, depth, batches;
  bool isDeep;        // partial sums lie in scratch between the parts of the depth
  int64_t packedRows; // whole squares, and one behind the last where it may be a part
  // of a task
  Value firstRow, aStart, bStart, row, height;
  Memory packed, sums;
};

} // namespace

LogicalResult emitMatmul(Emitter &e) {
  MatmulLoops(e, cast<MatmulOp>(e.group.getAnchorOp()), schedule::tileOf(e.group)).emit();
  return success();
}

} // namespace hac::tile
