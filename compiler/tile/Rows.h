// Loops of ops that look at whole rows: norms, softmax. Used alone, and over finished rows of a
// contraction.
#pragma once
#include "compiler/tile/Emitter.h"

namespace hac::tile {

/// Sums, maxima, .. of a row in a fixed order (ScheduleAttrs.td, rows).
class RowFold {
public:
  using Combine = function_ref<Value(Value sum, Value element)>;

  using Read = function_ref<Tile(Value column, const TileShape &)>;

  explicit RowFold(Emitter &e) : e(e), vectors(sums / e.lanes) {}

  /// Partial results of a row.
  static constexpr int64_t sums = 64;

  /// Folds `columns` elements of a row, read by `read` in tiles of height 1, into a scalar.
  /// `start` is neutral; `join` puts partial results together.
  Value fold(Value columns, double start, Read read, Combine combine, Combine join);
  /// The same in steps: partial results of columns [from, to), on top of those before; `from` is a
  /// multiple of 64.
  Tile start(double value) { return Tile(vectors, e.splat(value)); }
  Tile range(Value from, Value to, Tile partial, Read read, Combine combine);
  Value tree(Tile partial, Combine join);

private:
  Value upperHalf(Value vector, int64_t half);

  Emitter &e;
  int64_t vectors;
};

/// Whether RowLoops has loops for the op; schedule/ lets no other into a group.
bool isRowOp(Operation *op);

/// A norm or softmax over the last axis; its operand and what follows are values of the body.
class RowLoops {
public:
  /// Call it in front of `tasks`.
  RowLoops(Emitter &e, Operation *op);

  /// The op over one row, and all that follows it. What the operand needs must be readable.
  void emitRow(Value row);
  /// Memory that may hold the operand until its row is done: its own if it is a result, or that of
  /// a result of the op. Null if there is none.
  std::optional<Memory> placeOfOperand();

  /// Depends on the op.
  bool follows(Value value);
  Value operand() { return op->getOperand(0); }

private:
  Tile readOperand(Value row, Value column, const TileShape &shape);
  void finishOperand(Value row);
  Value fold(Value row, double start, RowFold::Combine combine, RowFold::Combine join);
  Value sum(Value row, function_ref<Value(Value element, Value sum)> add);
  Value columnsAsFloat();
  /// The last pass: `make` turns vectors of the operand, or of `source`, into those of the result.
  void lastPass(Value row, function_ref<Value(Value element, Value w, Value b)> make,
                std::optional<Memory> source = std::nullopt);
  Tile along(const Memory &vector, Value column, const TileShape &shape);

  void layerNorm(LayerNormOp op, Value row);
  void rmsNorm(RmsNormOp op, Value row);
  void normalize(NormalizeOp op, Value row);
  void softmax(Value row);
  void logSoftmax(Value row);
  Value maximum(Value row);
  Value term(Value element, Value largest);
  Value sumOfTerms(Value row, Value largest, std::optional<Memory> kept);
  std::optional<Memory> placeOfTerms();
  std::optional<Memory> placeOfResult();

  Emitter &e;
  Operation *op;
  Memory w, b;
};

} // namespace hac::tile
