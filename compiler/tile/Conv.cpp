// direct_conv: tasks of panels x output rows; register tiles of positions side by side in one
// output row; in each one FMA chain per element over ascending (kernel row, kernel column,
// channel).
//
// Padding costs nothing: kernel rows outside of the image are left out by the bounds of their loop.
// For columns a tile is inside (all taps of all positions are on data) or at a border, where each
// tap runs over those positions that it has data for.
//
// With a pooling in the group what is pooled never leaves the registers: a tile is some whole
// windows, or the largest so far is carried from tile to tile of a sequence.
#include "compiler/support/ScheduleDialect.h"
#include "compiler/tile/Emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

#include <limits>

namespace hac::tile {
namespace {

/// Positions [first, end) of a tile that a tap has data for.
struct Span {
  int64_t first, end;
};

/// Which taps of a kernel row a tile takes.
struct Taps {
  Value from, to;               ///< kernel columns, for all positions of the tile
  SmallVector<Span> spans = {}; ///< if not empty: positions of the tile for each kernel column
};

class ConvLoops {
public:
  ConvLoops(Emitter &e, DirectConvOp op, schedule::ConvAttr how)
      : e(e), op(op), how(how), x(inputMemory(e, op)), w(e.memoryOf(op.getW())) {
    for (auto found : e.group.getBody().getOps<DirectPoolOp>())
      pool = found;
    isWhole = pool && pool.getAdaptive();
    window = pool && !isWhole ? pool.getKernelSize()[1] : 1;
    down = op.getKernelSize()[0], across = op.getKernelSize()[1];
    top = op.getPadding()[0], left = op.getPadding()[2], right = op.getPadding()[3];
    depthwise = w.rank() == 3;
    groups = depthwise ? 1 : op.getGroups();
    channels = depthwise ? 1 : *getConstantIntValue(w.sizes[3]);
    tapStride = depthwise ? *getConstantIntValue(w.sizes[2]) : channels * how.getColumns();
    filters = *getConstantIntValue(e.columns()) / groups;
    fullPanels = filters / how.getColumns();
    lastColumns = filters % how.getColumns();
    panels = fullPanels + (lastColumns ? 1 : 0);
    setSizes();
  }

  void emit() {
    int64_t ranges = llvm::divideCeil(panels, how.getPanels());
    bool isSplit = how.getPositions() > 0;
    Emitter::Ranges rows = e.dealOut(outHeight, how.getRows(), 1, isSplit ? 4 : groups * ranges);
    Emitter::Ranges positions = e.dealOut(units(), isSplit ? how.getPositions() / window : 1,
                                          how.getHeights().front() / window, groups * ranges);
    Value positionTasks = isSplit ? positions.count : e.index(1);
    e.tasks(
        {e.index(groups * ranges), batch, e.mul(rows.count, positionTasks)}, [&](ValueRange task) {
          group = e.divide(task[0], ranges);
          sample = task[1];
          Value range = task[2], from = e.index(0), to = units();
          if (isSplit) {
            Value number = e.b.createOrFold<arith::RemUIOp>(e.loc, task[2], positionTasks);
            range = e.divide(task[2], positionTasks);
            from = e.startOf(positions, number);
            to = e.endOf(positions, number);
          }
          Value row = e.startOf(rows, range), rowEnd = e.endOf(rows, range);
          Value panel =
              e.mul(ranges == 1 ? e.index(0) : e.remainder(task[0], ranges), how.getPanels());
          emitPanels(panel, [&](Value p, int64_t width) {
            panelNumber = p;
            e.loop(row, rowEnd, 1, [&](Value oh) { emitRow(oh, from, to, width); });
          });
        });
  }

private:
  static Memory inputMemory(Emitter &e, DirectConvOp op) {
    auto permute = op.getX().getDefiningOp<PermuteOp>();
    if (!permute)
      return e.memoryOf(op.getX());
    Memory from = e.memoryOf(permute.getX()), m = from;
    for (auto [i, axis] : llvm::enumerate(permute.getAxes())) {
      m.sizes[i] = from.sizes[axis];
      m.strides[i] = from.strides[axis];
    }
    m.dense = m.even = false;
    return m;
  }

  void setSizes() {
    unsigned rank = x.rank();
    bool isImage = rank == 4;
    batch = x.sizes[0], sampleStride = x.strides[0];
    height = isImage ? x.sizes[1] : e.index(1), rowStride = isImage ? x.strides[1] : e.index(0);
    width = x.sizes[rank - 2], columnStride = x.strides[rank - 2];
    channelStride = x.strides[rank - 1];
    ArrayRef<int64_t> s = op.getStride(), d = op.getDilation(), p = op.getPadding();
    bool isOne = down == 1 && across == 1 && s[0] == 1 && s[1] == 1 &&
                 llvm::all_of(p, [](int64_t v) { return v == 0; });
    if (isOne && x.dense) { // all positions side by side
      width = e.mul(e.mul(batch, height), width);
      batch = height = e.index(1);
    }
    auto outSize = [&](Value size, int64_t padding, int64_t kernel, int64_t stride,
                       int64_t dilation) {
      int64_t extent = (kernel - 1) * dilation + 1;
      Value room = e.max(e.add(size, padding - extent + stride), e.index(0));
      return e.divide(room, stride);
    };
    outHeight = outSize(height, p[0] + p[1], down, s[0], d[0]);
    outWidth = outSize(width, p[2] + p[3], across, s[1], d[1]);
    stride = s[1], dilation = d[1];
  }

  /// The panels of one task; the last, narrower one is in the last task of its kind.
  void emitPanels(Value panel, function_ref<void(Value, int64_t)> body) {
    Value end = e.min(e.add(panel, how.getPanels()), e.index(fullPanels));
    e.loop(panel, end, 1, [&](Value p) { body(p, how.getColumns()); });
    if (lastColumns == 0)
      return;
    auto emitLast = [&] { body(e.index(fullPanels), lastColumns); };
    if (panels <= how.getPanels())
      return emitLast();
    Value isLast = arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::sge,
                                         e.add(panel, how.getPanels()), e.index(panels));
    e.when(isLast, emitLast);
  }

  //===-- one output row
  //-----------------------------------------------------------------------===//

  /// What is stored for an output row: its positions, or windows of them.
  Value units() { return window == 1 ? outWidth : e.divide(outWidth, window); }

  /// Units [from, to) of output row `oh`.
  void emitRow(Value oh, Value from, Value to, int64_t panelWidth) {
    outRow = oh;
    // Kernel rows on data: 0 <= oh * stride - top + kh * dilation < height.
    int64_t s = op.getStride()[0], d = op.getDilation()[0];
    Value start = e.sub(e.mul(oh, s), e.index(top));
    if (top == 0 && op.getPadding()[1] == 0) {
      rowFrom = e.index(0), rowTo = e.index(down);
    } else {
      Value zero = e.index(0);
      rowFrom = e.divideUp(e.max(e.sub(zero, start), zero), d);
      rowTo = e.min(e.divideUp(e.max(e.sub(height, start), zero), d), e.index(down));
    }
    Value firstChannel = e.mul(e.mul(group, channels), channelStride);
    rowStart = e.add(e.add(x.offset, firstChannel),
                     e.add(e.mul(sample, sampleStride), e.mul(start, rowStride)));
    std::optional<int64_t> length = getConstantIntValue(outWidth), w = getConstantIntValue(width);
    if (length && w && how.getPositions() == 0 && !pool)
      return emitKnownRow(*length, *w, panelWidth);

    // Units whose taps are all on data: [low, high).
    Value low = e.index(llvm::divideCeil(llvm::divideCeil(left, stride), window)), high = to;
    if (right > 0) {
      Value room = e.sub(e.add(width, left), e.index((across - 1) * dilation));
      high = e.divide(e.divideUp(e.max(room, e.index(0)), stride), window);
    }
    Value innerFrom = left ? e.max(from, e.min(low, to)) : from;
    Value innerTo = right ? e.max(e.min(high, to), innerFrom) : to;
    if (isWhole)
      return emitWhole(innerFrom, innerTo, panelWidth);
    if (left)
      emitBorder(from, innerFrom, panelWidth);
    SmallVector<int64_t> heights;
    for (int64_t positions : how.getHeights())
      heights.push_back(positions / window);
    e.ladder(e.sub(innerTo, innerFrom), heights, [&](Value i, int64_t count) {
      emitTile(e.add(innerFrom, i), count, panelWidth, allTaps());
    });
    if (right)
      emitBorder(innerTo, to, panelWidth);
  }

  Taps allTaps() { return {e.index(0), e.index(across), {}}; }

  /// Units near a border, position by position.
  void emitBorder(Value from, Value to, int64_t panelWidth) {
    e.loop(from, to, 1, [&](Value unit) {
      if (!pool)
        return emitTile(unit, 1, panelWidth, tapsOf(unit));
      Value first = e.mul(unit, window);
      Tile largest =
          largestOf(first, e.add(first, window), 1, true, panelWidth, lowest(panelWidth));
      store(unit, panelWidth, 1, largest);
    });
  }

  /// The largest element of the whole row for each filter: [from, to) is inside.
  void emitWhole(Value from, Value to, int64_t panelWidth) {
    Tile largest = lowest(panelWidth);
    if (left)
      largest = largestOf(e.index(0), from, 1, true, panelWidth, largest);
    for (int64_t height : how.getHeights()) {
      Value end = e.add(from, e.roundDown(e.sub(to, from), height));
      largest = largestOf(from, end, height, false, panelWidth, largest);
      from = end;
    }
    if (right)
      largest = largestOf(from, outWidth, 1, true, panelWidth, largest);
    store(e.index(0), panelWidth, 1, largest);
  }

  Tile lowest(int64_t panelWidth) {
    return Tile(e.shapeOf(1, panelWidth).vectors,
                e.splat(-std::numeric_limits<double>::infinity()));
  }

  /// Maximum over positions [from, to), tile by tile.
  Tile largestOf(Value from, Value to, int64_t height, bool isBorder, int64_t panelWidth,
                 const Tile &start) {
    return e.loop(from, to, height, start, [&](Value ow, ValueRange sofar) {
      TileShape shape = e.shapeOf(height, panelWidth);
      Tile tile = valueAt(ow, shape, isBorder ? tapsOf(ow) : allTaps()), largest(sofar);
      for (int64_t i = 0; i < shape.count(); ++i)
        larger(largest[i % shape.vectors], tile[i]);
      return largest;
    });
  }
  void larger(Value &sofar, Value x) { sofar = arith::MaximumFOp::create(e.b, e.loc, sofar, x); }

  /// Kernel columns on data for one position.
  Taps tapsOf(Value ow) {
    Value start = e.sub(e.mul(ow, stride), e.index(left)), zero = e.index(0);
    Value from = e.divideUp(e.max(e.sub(zero, start), zero), dilation);
    Value to = e.min(e.divideUp(e.max(e.sub(width, start), zero), dilation), e.index(across));
    return {from, e.max(from, to), {}};
  }

  /// A row of constant length: tiles of nearly equal height, those at a border each by itself.
  void emitKnownRow(int64_t length, int64_t inWidth, int64_t panelWidth) {
    int64_t tall = how.getHeights().front(), tiles = llvm::divideCeil(length, tall);
    int64_t talls = length - tiles * (tall - 1); // the others are one position shorter
    Taps all = allTaps();
    auto spansOf = [&](int64_t first, int64_t count) {
      SmallVector<Span> spans;
      bool isInside = true;
      for (int64_t kw = 0; kw < across; ++kw) {
        Span span = {count, 0};
        for (int64_t i = 0; i < count; ++i) {
          int64_t at = (first + i) * stride - left + kw * dilation;
          if (at >= 0 && at < inWidth) {
            span.first = std::min(span.first, i);
            span.end = i + 1;
          }
        }
        isInside &= span.first == 0 && span.end == count;
        spans.push_back(span);
      }
      return isInside ? SmallVector<Span>() : spans;
    };
    for (int64_t tile = 0, first = 0; tile < tiles;) {
      int64_t count = tile < talls ? tall : tall - 1;
      SmallVector<Span> spans = spansOf(first, count);
      int64_t end = tile + 1; // tiles alike make one loop
      if (spans.empty())
        while (end < tiles && (end < talls ? tall : tall - 1) == count &&
               spansOf(first + (end - tile) * count, count).empty())
          ++end;
      int64_t next = first + (end - tile) * count;
      if (spans.empty())
        e.loop(e.index(first), e.index(next), count,
               [&](Value ow) { emitTile(ow, count, panelWidth, all); });
      else
        emitTile(e.index(first), count, panelWidth, {all.from, all.to, spans});
      tile = end;
      first = next;
    }
  }

  //===-- one register tile
  //--------------------------------------------------------------------===//

  Value firstColumn() { return e.add(e.mul(group, filters), e.mul(panelNumber, how.getColumns())); }

  /// `count` units from `unit` on.
  void emitTile(Value unit, int64_t count, int64_t panelWidth, const Taps &taps) {
    TileShape shape = e.shapeOf(count * window, panelWidth);
    Tile tile = valueAt(e.mul(unit, window), shape, taps);
    if (!pool)
      return store(unit, panelWidth, count, tile);
    Tile largest;
    for (int64_t i = 0; i < count; ++i)
      for (int64_t j = 0; j < shape.vectors; ++j) {
        largest.push_back(tile[i * window * shape.vectors + j]);
        for (int64_t k = 1; k < window; ++k)
          larger(largest.back(), tile[(i * window + k) * shape.vectors + j]);
      }
    store(unit, panelWidth, count, largest);
  }

  /// The convolution, or what is pooled of it.
  Tile valueAt(Value ow, const TileShape &shape, const Taps &taps) {
    Position at = {ow, firstColumn()}; // before a pooling nothing is read by rows
    e.known.clear();
    e.known[op.getResult()] = e.addBias(product(ow, at.column, shape, taps), op.getB(), at, shape);
    return pool ? e.read(pool.getX(), at, shape) : e.known[op.getResult()];
  }

  void store(Value unit, int64_t panelWidth, int64_t count, const Tile &tile) {
    Value perRow = isWhole ? e.index(1) : units();
    Value row = e.add(e.mul(e.add(e.mul(sample, outHeight), outRow), perRow), unit);
    e.known.clear();
    e.known[pool ? pool.getResult() : op.getResult()] = tile;
    e.finish({row, firstColumn()}, e.shapeOf(count, panelWidth));
  }

  Tile product(Value ow, Value column, const TileShape &shape, const Taps &taps) {
    Value first = e.add(rowStart, e.mul(e.sub(e.mul(ow, stride), e.index(left)), columnStride));
    if (depthwise)
      first = e.add(first, e.mul(column, channelStride));
    SmallVector<Value> starts;
    for (int64_t i = 0; i < shape.height; ++i)
      starts.push_back(e.add(first, e.mul(columnStride, i * stride)));
    Value panel =
        e.add(w.offset,
              depthwise ? column : e.mul(e.add(e.mul(group, panels), panelNumber), w.strides[0]));
    Tile zeros(shape.count(), e.splat(0.0));
    return e.loop(rowFrom, rowTo, 1, zeros, [&](Value kh, ValueRange sums) {
      Value xRow = e.mul(kh, e.mul(rowStride, op.getDilation()[0]));
      Value wRow = e.add(panel, e.mul(kh, tapStride * across));
      return kernelRow(starts, xRow, wRow, shape, taps, sums);
    });
  }

  Tile kernelRow(ArrayRef<Value> starts, Value xRow, Value wRow, const TileShape &shape,
                 const Taps &taps, ValueRange sums) {
    auto xTap = [&](Value kw) { return e.add(xRow, e.mul(kw, e.mul(columnStride, dilation))); };
    auto wTap = [&](Value kw) { return e.add(wRow, e.mul(kw, tapStride)); };
    Span all = {0, shape.height};
    if (taps.spans.empty()) {
      if (isOneRun(taps)) // one run of memory for all columns
        return e.loop(e.index(0), e.index(across * channels), 1, sums, [&](Value k, ValueRange s) {
          return step(starts, e.add(xRow, k), e.add(wRow, e.mul(k, how.getColumns())), shape, all,
                      s);
        });
      return e.loop(taps.from, taps.to, 1, sums, [&](Value kw, ValueRange s) {
        return tap(starts, xTap(kw), wTap(kw), shape, all, s);
      });
    }
    Tile next(sums);
    for (auto [kw, span] : llvm::enumerate(taps.spans)) {
      if (span.first >= span.end)
        continue;
      MutableArrayRef<Value> part = MutableArrayRef<Value>(next).slice(
          span.first * shape.vectors, (span.end - span.first) * shape.vectors);
      llvm::copy(tap(starts, xTap(e.index(kw)), wTap(e.index(kw)), shape, span, part),
                 part.begin());
    }
    return next;
  }

  bool isOneRun(const Taps &taps) {
    return !depthwise && dilation == 1 && groups == 1 && getConstantIntValue(taps.from) == 0 &&
           getConstantIntValue(taps.to) == across && getConstantIntValue(channelStride) == 1 &&
           (across == 1 || getConstantIntValue(columnStride) == channels);
  }

  /// All channels of one tap.
  Tile tap(ArrayRef<Value> starts, Value xAt, Value wAt, const TileShape &shape, Span span,
           ValueRange sums) {
    if (depthwise)
      return step(starts, xAt, wAt, shape, span, sums);
    return e.loop(e.index(0), e.index(channels), 1, sums, [&](Value c, ValueRange s) {
      return step(starts, e.add(xAt, e.mul(c, channelStride)),
                  e.add(wAt, e.mul(c, how.getColumns())), shape, span, s);
    });
  }

  /// One FMA for each element of the positions of `span`.
  Tile step(ArrayRef<Value> starts, Value xAt, Value wAt, const TileShape &shape, Span span,
            ValueRange sums) {
    SmallVector<Value> weights;
    for (int64_t j = 0; j < shape.vectors; ++j)
      weights.push_back(e.loadVector(w, e.add(wAt, j * e.lanes)));
    Tile next;
    for (int64_t i = span.first; i < span.end; ++i) {
      Value at = e.add(starts[i], xAt), factor;
      if (!depthwise)
        factor = e.splat(e.load(x, at));
      for (int64_t j = 0; j < shape.vectors; ++j) {
        if (depthwise)
          factor = e.loadVector(x, e.add(at, j * e.lanes),
                                j + 1 == shape.vectors ? shape.mask : Value());
        next.push_back(math::FmaOp::create(e.b, e.loc, factor, weights[j], sums[next.size()]));
      }
    }
    return next;
  }

  Emitter &e;
  DirectConvOp op;
  DirectPoolOp pool; ///< the largest of windows side by side, or of whole rows; may be null
  schedule::ConvAttr how;
  Memory x, w; // w: [panels, down, across, channels, columns], or [down, across, channels]
  int64_t down, across, top, left, right, stride, dilation;
  int64_t groups, channels, filters; // channels and filters of one group
  int64_t tapStride;                 // of w: elements from one kernel column to the next
  int64_t fullPanels, lastColumns, panels;
  int64_t window; ///< positions of a unit
  bool depthwise, isWhole;
  Value batch, height, width, outHeight, outWidth;
  Value sampleStride, rowStride, columnStride, channelStride;
  // Where the loops are.
  Value group, sample, panelNumber, outRow, rowFrom, rowTo;
  Value rowStart; // of the first kernel row and column -left
};

} // namespace

LogicalResult emitConv(Emitter &e) {
  auto op = cast<DirectConvOp>(e.group.getAnchorOp());
  ConvLoops(e, op, schedule::convOf(e.group)).emit();
  return success();
}

} // namespace hac::tile
