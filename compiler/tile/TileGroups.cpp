// Makes the loops of each fusion group: tasks, panels, rows. Rows left over by the tallest register
// tile go to lower ones, columns left over by the panels to one narrower panel, so every tile has
// a static shape.
#include "compiler/hac/HacDialect.h"
#include "compiler/tile/Tile.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace hac::tile {
#define GEN_PASS_DEF_TILEGROUPS
#include "compiler/tile/Passes.h.inc"

namespace {

using linalg::GenericOp;

struct Group {
  GenericOp anchor;
  SmallVector<GenericOp> ops; // the anchor first, then what follows it on the register tile
};

/// Sizes and positions that are constants where they can be.
class Index {
public:
  Index(OpBuilder &b, Location loc) : b(b), loc(loc) {}

  OpFoldResult constant(int64_t value) { return b.getIndexAttr(value); }
  Value value(OpFoldResult x) { return getValueOrCreateConstantIndexOp(b, loc, x); }
  OpFoldResult add(OpFoldResult x, OpFoldResult y) { return apply(d0() + d1(), {x, y}); }
  OpFoldResult subtract(OpFoldResult x, OpFoldResult y) { return apply(d0() - d1(), {x, y}); }
  OpFoldResult times(OpFoldResult x, int64_t factor) { return apply(d0() * factor, {x}); }
  OpFoldResult divideUp(OpFoldResult x, int64_t step) { return apply(d0().ceilDiv(step), {x}); }
  /// 13 and 4: 12
  OpFoldResult roundDown(OpFoldResult x, int64_t step) {
    return apply(d0().floorDiv(step) * step, {x});
  }
  OpFoldResult min(OpFoldResult x, OpFoldResult y) {
    return affine::makeComposedFoldedAffineMin(b, loc, both(), {x, y});
  }
  OpFoldResult max(OpFoldResult x, OpFoldResult y) {
    return affine::makeComposedFoldedAffineMax(b, loc, both(), {x, y});
  }

private:
  AffineExpr d0() { return b.getAffineDimExpr(0); }
  AffineExpr d1() { return b.getAffineDimExpr(1); }
  AffineMap both() { return b.getMultiDimIdentityMap(2); }
  OpFoldResult apply(AffineExpr expr, ArrayRef<OpFoldResult> operands) {
    return affine::makeComposedFoldedAffineApply(b, loc, AffineMap::get(operands.size(), 0, expr),
                                                 operands);
  }
  OpBuilder &b;
  Location loc;
};

/// A task's rectangle of the result.
struct Task {
  OpFoldResult row, height, column, width;
  OpFoldResult firstPanel;
};

class GroupTiler {
public:
  GroupTiler(Group &group, Value packed)
      : group(group), packed(packed), tile(schedule::groupOf(group.anchor).getTile()),
        last(group.ops.back()), b(last), loc(group.anchor.getLoc()), index(b, loc),
        x(group.anchor.getDpsInputs()[0]) {
    columns = cast<RankedTensorType>(last.getResult(0).getType()).getDimSize(1);
    fullPanels = columns / tile.getColumns();
    lastColumns = columns % tile.getColumns();
    allPanels = fullPanels + (lastColumns ? 1 : 0);
  }

  /// The value that replaces the group's result.
  Value emit(Value destination) {
    rows = tensor::getMixedSize(b, loc, x, 0);
    int64_t columnTasks = (allPanels + tile.getPanels() - 1) / tile.getPanels();
    SmallVector<OpFoldResult> grid = {index.divideUp(rows, tile.getRows()),
                                      index.constant(columnTasks)};
    auto forall = scf::ForallOp::create(
        b, loc, grid, destination, std::nullopt, [&](OpBuilder &, Location, ValueRange args) {
          Task task = taskAt(args[0], args[1]);
          SmallVector<OpFoldResult> offsets = {task.row, task.column};
          SmallVector<OpFoldResult> sizes = {task.height, task.width};
          SmallVector<OpFoldResult> strides(2, index.constant(1));
          Value out = args.back();
          Value part = tensor::ExtractSliceOp::create(b, loc, out, offsets, sizes, strides);
          Value done = emitPanels(task, part);
          auto inParallel = scf::InParallelOp::create(b, loc);
          b.setInsertionPointToStart(inParallel.getBody());
          tensor::ParallelInsertSliceOp::create(b, loc, done, out, offsets, sizes, strides);
        });
    return forall.getResult(0);
  }

private:
  /// min(step, all - start), which is `step` where the steps fit.
  OpFoldResult partOf(OpFoldResult all, OpFoldResult start, int64_t step) {
    std::optional<int64_t> constant = getConstantIntValue(all);
    if (constant && *constant % step == 0)
      return index.constant(step);
    if (constant && *constant < step) // one part
      return all;
    return index.min(index.constant(step), index.subtract(all, start));
  }

  Task taskAt(Value rowTask, Value columnTask) {
    Task task;
    task.row = index.times(rowTask, tile.getRows());
    task.height = partOf(rows, task.row, tile.getRows());
    task.firstPanel = index.times(columnTask, tile.getPanels());
    task.column = index.times(task.firstPanel, tile.getColumns());
    task.width = partOf(index.constant(columns), task.column, tile.getPanels() * tile.getColumns());
    return task;
  }

  /// for (i = from; i < to; i += step); nothing where the bounds are equal constants.
  Value loop(OpFoldResult from, OpFoldResult to, int64_t step, Value carried,
             function_ref<Value(Value, Value)> body) {
    std::optional<int64_t> low = getConstantIntValue(from), high = getConstantIntValue(to);
    if (low && high && *low >= *high)
      return carried;
    auto made = scf::ForOp::create(b, loc, index.value(from), index.value(to),
                                   index.value(index.constant(step)), carried,
                                   [&](OpBuilder &, Location, Value i, ValueRange arguments) {
                                     scf::YieldOp::create(b, loc, body(i, arguments[0]));
                                   });
    return made.getResult(0);
  }

  /// Panels count from the task's first one.
  Value emitPanels(const Task &task, Value out) {
    OpFoldResult most = index.constant(tile.getPanels());
    OpFoldResult full = index.subtract(index.constant(fullPanels), task.firstPanel);
    bool panelsFit = lastColumns == 0 && allPanels % tile.getPanels() == 0;
    out = loop(
        index.constant(0), panelsFit ? most : index.min(most, full), 1, out,
        [&](Value panel, Value part) { return emitRows(task, panel, tile.getColumns(), part); });
    if (lastColumns == 0)
      return out;
    // runs once, in the last task of a row of tasks
    return loop(index.max(index.constant(0), full),
                index.min(most, index.add(full, index.constant(1))), 1, out,
                [&](Value panel, Value part) { return emitRows(task, panel, lastColumns, part); });
  }

  Value emitRows(const Task &task, OpFoldResult panel, int64_t width, Value out) {
    OpFoldResult from = index.constant(0);
    for (int64_t height : tile.getHeights()) {
      OpFoldResult to = index.roundDown(task.height, height);
      out = loop(from, to, height, out, [&](Value row, Value part) {
        return emitTile(task, panel, row, height, width, part);
      });
      from = to;
    }
    return out;
  }

  Value slice(Value tensor, ArrayRef<OpFoldResult> offsets, ArrayRef<int64_t> sizes) {
    SmallVector<OpFoldResult> extents = getAsIndexOpFoldResult(b.getContext(), sizes);
    SmallVector<OpFoldResult> strides(sizes.size(), index.constant(1));
    return tensor::ExtractSliceOp::create(b, loc, tensor, offsets, extents, strides);
  }

  Value empty(int64_t height, int64_t width) {
    return tensor::EmptyOp::create(b, loc, {height, width}, b.getF32Type());
  }

  /// One register tile: `height` rows from `row` of the task on, `width` columns of the panel.
  Value emitTile(const Task &task, OpFoldResult panel, Value row, int64_t height, int64_t width,
                 Value out) {
    OpFoldResult globalRow = index.add(task.row, row);
    OpFoldResult globalPanel = index.add(task.firstPanel, panel);
    OpFoldResult column = index.times(globalPanel, tile.getColumns());
    llvm::SmallDenseMap<Value, Value> tiles; // by the value of the whole group
    tiles[group.anchor.getResult(0)] = emitAnchor(globalRow, globalPanel, height, width);
    for (GenericOp op : ArrayRef(group.ops).drop_front())
      tiles[op.getResult(0)] = emitEpilogue(op, tiles, globalRow, column, height, width);
    SmallVector<OpFoldResult> offsets = {OpFoldResult(row), index.times(panel, tile.getColumns())};
    SmallVector<OpFoldResult> sizes = {index.constant(height), index.constant(width)};
    SmallVector<OpFoldResult> strides(2, index.constant(1));
    return tensor::InsertSliceOp::create(b, loc, tiles[last.getResult(0)], out, offsets, sizes,
                                         strides);
  }

  GenericOp cloneOnTile(GenericOp op, ValueRange inputs, Value init, ArrayRef<AffineMap> maps) {
    auto made = GenericOp::create(b, op.getLoc(), TypeRange(init.getType()), inputs,
                                  ValueRange(init), maps, op.getIteratorTypesArray(),
                                  /*bodyBuild=*/nullptr);
    made->setAttr(schedule::HacScheduleDialect::groupAttrName, schedule::groupOf(op));
    IRMapping map;
    op.getRegion().cloneInto(&made.getRegion(), map);
    return made;
  }

  Value emitAnchor(OpFoldResult row, OpFoldResult panel, int64_t height, int64_t width) {
    int64_t depth = cast<RankedTensorType>(packed.getType()).getDimSize(1);
    Value a = slice(x, {row, index.constant(0)}, {height, depth});
    OpFoldResult zero = index.constant(0);
    SmallVector<OpFoldResult> strides(3, index.constant(1));
    Value w = tensor::ExtractSliceOp::create(
        b, loc, RankedTensorType::get({depth, width}, b.getF32Type()), packed, {panel, zero, zero},
        getAsIndexOpFoldResult(b.getContext(), ArrayRef<int64_t>{1, depth, width}), strides);
    Value number = arith::ConstantOp::create(b, loc, b.getZeroAttr(b.getF32Type()));
    Value zeros = linalg::FillOp::create(b, loc, number, empty(height, width)).getResult(0);
    AffineExpr m, n, k;
    bindDims(b.getContext(), m, n, k);
    auto map = [&](AffineExpr i, AffineExpr j) {
      return AffineMap::get(3, 0, {i, j}, b.getContext());
    };
    return cloneOnTile(group.anchor, {a, w}, zeros, {map(m, k), map(k, n), map(m, n)}).getResult(0);
  }

  Value emitEpilogue(GenericOp op, const llvm::SmallDenseMap<Value, Value> &tiles, OpFoldResult row,
                     OpFoldResult column, int64_t height, int64_t width) {
    SmallVector<Value> inputs;
    for (OpOperand *input : op.getDpsInputOperands()) {
      Value value = input->get();
      if (auto inRegisters = tiles.find(value); inRegisters != tiles.end()) {
        inputs.push_back(inRegisters->second);
        continue;
      }
      SmallVector<OpFoldResult> offsets;
      SmallVector<int64_t> sizes;
      for (AffineExpr expr : op.getMatchingIndexingMap(input).getResults()) {
        bool isRow = cast<AffineDimExpr>(expr).getPosition() == 0;
        offsets.push_back(isRow ? row : column);
        sizes.push_back(isRow ? height : width);
      }
      inputs.push_back(sizes.empty() ? value : slice(value, offsets, sizes));
    }
    return cloneOnTile(op, inputs, empty(height, width), op.getIndexingMapsArray()).getResult(0);
  }

  Group &group;
  Value packed; // [panels, depth, columns of a panel]
  schedule::TileAttr tile;
  GenericOp last;
  OpBuilder b;
  Location loc;
  Index index;
  Value x;
  OpFoldResult rows;
  int64_t columns, fullPanels, lastColumns, allPanels;
};

/// The weight's panels behind the unpack that hac-apply-packing made.
Value packedWeight(GenericOp anchor, int64_t columns) {
  auto unpack = anchor.getDpsInputs()[1].getDefiningOp<linalg::UnPackOp>();
  if (!unpack || unpack.getStaticInnerTiles() != ArrayRef<int64_t>(columns))
    return nullptr;
  return unpack.getSource();
}

struct TileGroups : impl::TileGroupsBase<TileGroups> {
  void runOnOperation() override {
    llvm::MapVector<int64_t, Group> groups;
    getOperation()->walk([&](GenericOp op) {
      schedule::GroupAttr attr = schedule::groupOf(op);
      if (!attr)
        return;
      Group &group = groups[attr.getNumber()];
      if (attr.getRole() == schedule::Role::Anchor)
        group.anchor = op;
      group.ops.push_back(op);
    });
    for (auto &[number, group] : groups)
      if (failed(tileGroup(group)))
        return signalPassFailure();
  }

private:
  static LogicalResult tileGroup(Group &group) {
    if (!group.anchor || group.ops.front() != group.anchor)
      return group.ops.front()->emitError("internal: hac-tile-groups expected the anchor first");
    Value packed =
        packedWeight(group.anchor, schedule::groupOf(group.anchor).getTile().getColumns());
    if (!packed)
      return group.anchor->emitError("internal: hac-tile-groups expected a packed weight");

    GenericOp last = group.ops.back();
    Value destination = last.getDpsInits()[0];
    auto zeros = group.anchor.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
    if (last == group.anchor && zeros) // every element is written, so it need not be zero before
      destination = zeros.getOutputs()[0];
    Operation *unpack = group.anchor.getDpsInputs()[1].getDefiningOp();
    Value result = GroupTiler(group, packed).emit(destination);
    last.getResult(0).replaceAllUsesWith(result);
    for (GenericOp op : llvm::reverse(group.ops))
      op->erase();
    for (Operation *unused : {unpack, zeros ? zeros.getOperation() : nullptr})
      if (unused && isOpTriviallyDead(unused))
        unused->erase();
    return success();
  }
};

} // namespace

void addTilePasses(OpPassManager &passes, const Target &) {
  passes.addNestedPass<func::FuncOp>(createApplyPacking());
  passes.addNestedPass<func::FuncOp>(createTileGroups());
  passes.addNestedPass<func::FuncOp>(createVerifyTile());
}

} // namespace hac::tile
