#include "compiler/tile/Emitter.h"
#include "compiler/support/MathDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

namespace hac::tile {

Emitter::Emitter(GroupOp group, const Target &target)
    : group(group), target(target), b(group), loc(group.getLoc()), lanes(target.lanes) {
  auto evenRows = group->getAttrOfType<DenseI64ArrayAttr>(evenRowsAttrName);
  auto memoryOfOperand = [&](OpOperand &operand) {
    Memory m = memoryOfBuffer(operand.get());
    m.even |= evenRows && llvm::is_contained(evenRows.asArrayRef(), int64_t(operand.getOperandNumber()));
    return m;
  };
  unsigned inputs = group.getInputs().size();
  for (BlockArgument arg : group.getBody().front().getArguments())
    if (isa<MemRefType>(group.getOperandOf(arg).getType()))
      memories[arg] = memoryOfOperand(group->getOpOperand(arg.getArgNumber()));
  for (auto [i, value] : llvm::enumerate(group.getYielded()))
    memories[value] = memoryOfOperand(group->getOpOperand(inputs + unsigned(i)));
  spaceSizes = memories[group.getYielded()[0]].sizes;
}

//===-- index arithmetic ---------------------------------------------------------------------===//

Value Emitter::index(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }
Value Emitter::add(Value x, Value y) { return b.createOrFold<arith::AddIOp>(loc, x, y); }
Value Emitter::sub(Value x, Value y) { return b.createOrFold<arith::SubIOp>(loc, x, y); }
Value Emitter::mul(Value x, Value y) { return b.createOrFold<arith::MulIOp>(loc, x, y); }
Value Emitter::min(Value x, Value y) { return b.createOrFold<arith::MinSIOp>(loc, x, y); }
Value Emitter::max(Value x, Value y) { return b.createOrFold<arith::MaxSIOp>(loc, x, y); }

Value Emitter::divide(Value x, int64_t y) {
  return y == 1 ? x : b.createOrFold<arith::DivUIOp>(loc, x, index(y));
}
Value Emitter::divide(Value x, Value y) { return b.createOrFold<arith::DivUIOp>(loc, x, y); }
Value Emitter::divideUp(Value x, int64_t y) { return divide(add(x, y - 1), y); }
Value Emitter::remainder(Value x, int64_t y) {
  return b.createOrFold<arith::RemUIOp>(loc, x, index(y));
}
Value Emitter::roundDown(Value x, int64_t y) { return mul(divide(x, y), y); }

Value Emitter::product(ArrayRef<Value> sizes) {
  Value all = index(1);
  for (Value size : sizes)
    all = mul(all, size);
  return all;
}

//===-- loops ----------------------------------------------------------------------------------===//

SmallVector<Value> Emitter::loop(Value from, Value to, int64_t step, ValueRange carried,
                                 function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  std::optional<int64_t> low = getConstantIntValue(from), high = getConstantIntValue(to);
  if (low && high && *low >= *high)
    return carried;
  if (low && high && *high - *low <= step)
    return body(from, carried);
  OpBuilder::InsertionGuard guard(b);
  auto made = scf::ForOp::create(b, loc, from, to, index(step), carried);
  b.setInsertionPointToStart(made.getBody());
  SmallVector<Value> next = body(made.getInductionVar(), made.getRegionIterArgs());
  if (!carried.empty()) // without, the loop has its scf.yield already
    scf::YieldOp::create(b, loc, next);
  return made.getResults();
}

void Emitter::loop(Value from, Value to, int64_t step, function_ref<void(Value)> body) {
  loop(from, to, step, ValueRange(), [&](Value i, ValueRange) -> SmallVector<Value> {
    body(i);
    return {};
  });
}

void Emitter::ladder(Value count, ArrayRef<int64_t> heights,
                     function_ref<void(Value, int64_t)> body) {
  Value from = index(0);
  for (int64_t height : heights) {
    Value to = roundDown(count, height);
    loop(from, to, height, [&](Value row) { body(row, height); });
    from = to;
  }
}

Emitter::Ranges Emitter::dealOut(Value size, int64_t most, int64_t tile, int64_t others) {
  Value tiles = divideUp(size, tile), least = divideUp(size, most);
  int64_t step = llvm::divideCeil(4, others);
  int64_t shortest = std::max<int64_t>(2, llvm::divideCeil(most, 4 * tile)); // in tiles
  Value even = min(mul(divideUp(least, step), step), divide(tiles, shortest));
  return {max(least, even), size, tiles, tile};
}

Value Emitter::startOf(const Ranges &ranges, Value number) {
  return mul(divide(mul(number, ranges.tiles), ranges.count), ranges.tile);
}

void Emitter::tasks(ArrayRef<Value> grid, function_ref<void(ValueRange)> body) {
  OpBuilder::InsertionGuard guard(b);
  auto forall = scf::ForallOp::create(b, loc, getAsOpFoldResult(grid), ValueRange(), std::nullopt);
  b.setInsertionPointToStart(forall.getBody());
  task = forall.getBody();
  parked.clear();
  body(forall.getInductionVars());
}

void Emitter::when(Value condition, function_ref<void()> then, function_ref<void()> otherwise) {
  OpBuilder::InsertionGuard guard(b);
  auto op = scf::IfOp::create(b, loc, condition, /*withElseRegion=*/bool(otherwise));
  b.setInsertionPointToStart(op.thenBlock());
  then();
  if (!otherwise)
    return;
  b.setInsertionPointToStart(op.elseBlock());
  otherwise();
}

void Emitter::columnTiles(Value from, Value to,
                          function_ref<void(Value, const TileShape &)> body) {
  Value rest = from;
  for (int64_t vectors : {4, 1}) {
    Value end = add(rest, roundDown(sub(to, rest), vectors * lanes));
    loop(rest, end, vectors * lanes, [&](Value column) { body(column, {1, vectors, {}}); });
    rest = end;
  }
  Value left = sub(to, rest);
  std::optional<int64_t> constant = getConstantIntValue(left);
  if (constant && *constant == 0)
    return;
  auto last = [&] { body(rest, {1, 1, maskBelow(left)}); };
  if (constant)
    return last();
  when(arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, left, index(0)), last);
}

//===-- memory ---------------------------------------------------------------------------------===//

Memory Emitter::memoryOf(Value bodyValue) { return memories.lookup(bodyValue); }

Memory Emitter::memoryOfBuffer(Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  auto parts = memref::ExtractStridedMetadataOp::create(b, loc, memref);
  auto [strides, offset] = type.getStridesAndOffset();
  auto constantOr = [&](int64_t constant, Value value) {
    return ShapedType::isDynamic(constant) ? value : index(constant);
  };
  Memory m;
  m.offset = constantOr(offset, parts.getOffset());
  for (int64_t i = 0; i < type.getRank(); ++i) {
    m.sizes.push_back(constantOr(type.getDimSize(i), parts.getSizes()[i]));
    m.strides.push_back(constantOr(strides[i], parts.getStrides()[i]));
  }
  m.dense = type.getLayout().isIdentity();
  m.even = m.dense || m.rank() == 2;
  if (m.dense) // strides are products of sizes, often constants
    for (int64_t i = type.getRank(); i-- > 1;)
      m.strides[i - 1] = mul(m.strides[i], m.sizes[i]);
  auto flat = MemRefType::get({ShapedType::kDynamic}, type.getElementType());
  // The extent is not looked at: places are computed here.
  m.flat = memref::ReinterpretCastOp::create(
      b, loc, flat, parts.getBaseBuffer(), b.getIndexAttr(0),
      ArrayRef<OpFoldResult>{index(int64_t(1) << 40)}, ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
  return m;
}

Memory Emitter::scratch(int64_t count, Type element) {
  auto type = MemRefType::get({count}, element);
  auto function = group->getParentOfType<func::FuncOp>();
  Value buffer = LaneScratchOp::create(b, loc, type, function.getArgument(1), function.getArgument(2));
  return memoryOfBuffer(buffer);
}

Value Emitter::load(const Memory &m, Value at) {
  return memref::LoadOp::create(b, loc, m.flat, ValueRange(at));
}
void Emitter::store(Value value, const Memory &m, Value at) {
  memref::StoreOp::create(b, loc, value, m.flat, ValueRange(at));
}

Value Emitter::loadVector(const Memory &m, Value at, Value mask) {
  VectorType type = vectorOf(m.element());
  if (!mask)
    return mlir::vector::LoadOp::create(b, loc, type, m.flat, ValueRange(at));
  Value rest = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
  return mlir::vector::MaskedLoadOp::create(b, loc, type, m.flat, ValueRange(at), mask, rest);
}

void Emitter::storeVector(Value vector, const Memory &m, Value at, Value mask) {
  if (mask)
    mlir::vector::MaskedStoreOp::create(b, loc, m.flat, ValueRange(at), mask, vector);
  else
    mlir::vector::StoreOp::create(b, loc, vector, m.flat, ValueRange(at));
}

Value Emitter::place(const Memory &m, Position at) {
  Value column = m.rank() ? mul(at.column, m.strides.back()) : index(0);
  Value base = add(m.offset, column);
  if (m.rank() < 2)
    return base;
  if (m.even) // leading axes need not be told apart
    return add(base, mul(at.row, m.strides[m.rank() - 2]));
  SmallVector<Value> all = coordinates(at.row);
  for (int64_t i = 0; i + 1 < m.rank(); ++i)
    base = add(base, mul(all[i], m.strides[i]));
  return base;
}

Tile Emitter::readTile(const Memory &m, Position at, const TileShape &shape) {
  Tile tile;
  for (int64_t i = 0; i < shape.height; ++i) {
    Value start = place(m, {add(at.row, i), at.column});
    for (int64_t j = 0; j < shape.vectors; ++j)
      tile.push_back(loadVector(m, add(start, j * lanes),
                                j + 1 == shape.vectors ? shape.mask : Value()));
  }
  return tile;
}

void Emitter::write(const Memory &m, Position at, const TileShape &shape, const Tile &tile) {
  for (int64_t i = 0; i < shape.height; ++i) {
    Value start = place(m, {add(at.row, i), at.column});
    for (int64_t j = 0; j < shape.vectors; ++j)
      storeVector(tile[i * shape.vectors + j], m, add(start, j * lanes),
                  j + 1 == shape.vectors ? shape.mask : Value());
  }
}

//===-- vectors --------------------------------------------------------------------------------===//

Value Emitter::splat(Value scalar) {
  Attribute constant;
  VectorType type = vectorOf(scalar.getType());
  if (matchPattern(scalar, m_Constant(&constant)))
    return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(type, constant));
  return mlir::vector::BroadcastOp::create(b, loc, type, scalar);
}

Value Emitter::constant(double value) {
  return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(float(value)));
}
Value Emitter::splat(double value) { return splat(constant(value)); }

Value Emitter::laneNumbers(Type integer) {
  SmallVector<Attribute> numbers;
  for (int64_t i = 0; i < lanes; ++i)
    numbers.push_back(b.getIntegerAttr(integer, i));
  return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(vectorOf(integer), numbers));
}

Value Emitter::maskBelow(Value count) {
  auto type = VectorType::get({lanes}, b.getI1Type());
  if (std::optional<int64_t> constant = getConstantIntValue(count)) {
    if (*constant >= lanes)
      return {};
    return mlir::vector::ConstantMaskOp::create(b, loc, type, ArrayRef<int64_t>(*constant));
  }
  return mlir::vector::CreateMaskOp::create(b, loc, type, ValueRange(count));
}

TileShape Emitter::shapeOf(int64_t height, int64_t width) {
  int64_t vectors = (width + lanes - 1) / lanes;
  return {height, vectors, width % lanes ? maskBelow(index(width % lanes)) : Value()};
}

//===-- values of the body at a tile -----------------------------------------------------------===//

// (b, s, h) of a row number.
SmallVector<Value> Emitter::coordinates(Value row) {
  SmallVector<Value> all;
  for (size_t i = spaceSizes.size() - 1; i-- > 0;) {
    Value size = spaceSizes[i];
    all.push_back(i ? b.createOrFold<arith::RemUIOp>(loc, row, size) : row);
    row = i ? b.createOrFold<arith::DivUIOp>(loc, row, size) : row;
  }
  std::reverse(all.begin(), all.end());
  return all;
}

SmallVector<Value> Emitter::sizesOf(Value bodyValue) {
  if (auto found = memories.find(bodyValue); found != memories.end())
    return found->second.sizes;
  if (auto op = bodyValue.getDefiningOp<EmbeddingOp>()) {
    SmallVector<Value> sizes = sizesOf(op.getIds());
    sizes.push_back(sizesOf(op.getW()).back());
    return sizes;
  }
  auto type = cast<RankedTensorType>(bodyValue.getType());
  SmallVector<Value> sizes;
  for (int64_t size : type.getShape())
    sizes.push_back(ShapedType::isDynamic(size) ? Value() : index(size));
  auto op = bodyValue.getDefiningOp<PointwiseOp>();
  for (auto [input, map] : llvm::zip(op.getInputs(), op.getMaps().getAsValueRange<AffineMapAttr>())) {
    if (llvm::none_of(sizes, [](Value size) { return !size; }))
      break;
    SmallVector<Value> ofInput = sizesOf(input);
    for (auto [i, expr] : llvm::enumerate(map.getResults()))
      if (auto dim = dyn_cast<AffineDimExpr>(expr); dim && !sizes[dim.getPosition()])
        sizes[dim.getPosition()] = ofInput[i];
  }
  return sizes;
}

Tile Emitter::read(Value bodyValue, Position at, const TileShape &shape) {
  llvm::DenseMap<Value, Tile> memo;
  return readFrom(bodyValue, at, shape, memo);
}

Tile Emitter::readFrom(Value bodyValue, Position at, const TileShape &shape,
                       llvm::DenseMap<Value, Tile> &memo) {
  if (auto found = known.find(bodyValue); found != known.end())
    return found->second;
  if (auto found = memo.find(bodyValue); found != memo.end())
    return found->second;
  Tile tile;
  if (isComputed(bodyValue)) { // an output that is still to be written cannot be read
    if (auto op = bodyValue.getDefiningOp<PointwiseOp>())
      tile = compute(op, at, shape, memo);
    else
      tile = gather(bodyValue.getDefiningOp<EmbeddingOp>(), at, shape);
  } else {
    auto rank = cast<RankedTensorType>(bodyValue.getType()).getRank();
    tile = readMapped(bodyValue, b.getMultiDimIdentityMap(rank), at, shape, memo);
  }
  return memo[bodyValue] = tile;
}

Tile Emitter::readMapped(Value bodyValue, AffineMap map, Position at, const TileShape &shape,
                         llvm::DenseMap<Value, Tile> &memo) {
  if (map.isIdentity() &&
      (known.count(bodyValue) || !memories.count(bodyValue) || isComputed(bodyValue)))
    return readFrom(bodyValue, at, shape, memo);
  const Memory &m = memories.find(bodyValue)->second;
  unsigned axes = spaceSizes.size();
  // Which axis of the space runs along which of the buffer; none: a repeated element.
  SmallVector<int64_t> axisOf;
  bool alongColumns = false, alongRows = false;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    axisOf.push_back(dim ? int64_t(dim.getPosition()) : -1);
    alongColumns |= axisOf.back() == int64_t(axes) - 1;
    alongRows |= axisOf.back() >= 0 && axisOf.back() != int64_t(axes) - 1;
  }
  bool isWhole = map.isIdentity();
  auto startOfRow = [&](Value row) -> Value {
    if (isWhole)
      return place(m, {row, at.column});
    Value start = m.offset;
    SmallVector<Value> all;
    if (alongRows)
      all = coordinates(row);
    for (auto [i, axis] : llvm::enumerate(axisOf))
      if (axis >= 0)
        start = add(start, mul(axis == int64_t(axes) - 1 ? at.column : all[axis], m.strides[i]));
    return start;
  };
  Tile tile;
  for (int64_t i = 0; i < shape.height; ++i) {
    if (i > 0 && !alongRows) { // each row is the first one
      for (int64_t j = 0; j < shape.vectors; ++j)
        tile.push_back(tile[j]);
      continue;
    }
    Value start = startOfRow(i ? add(at.row, i) : at.row);
    if (!alongColumns) {
      Value repeated = splat(load(m, start));
      tile.append(shape.vectors, repeated);
      continue;
    }
    for (int64_t j = 0; j < shape.vectors; ++j)
      tile.push_back(loadVector(m, add(start, j * lanes),
                                j + 1 == shape.vectors ? shape.mask : Value()));
  }
  return tile;
}

bool Emitter::isComputed(Value bodyValue) {
  return !staged.count(bodyValue) &&
         isa_and_nonnull<PointwiseOp, EmbeddingOp>(bodyValue.getDefiningOp());
}

Tile Emitter::gather(EmbeddingOp op, Position at, const TileShape &shape) {
  const Memory &ids = memories.find(op.getIds())->second, &table = memories.find(op.getW())->second;
  Tile tile;
  for (int64_t i = 0; i < shape.height; ++i) {
    Value row = i ? add(at.row, i) : at.row;
    Value place = ids.offset;
    if (ids.dense)
      place = add(place, row);
    else
      for (auto [coordinate, stride] : llvm::zip(coordinates(row), ids.strides))
        place = add(place, mul(coordinate, stride));
    Value id = arith::IndexCastOp::create(b, loc, b.getIndexType(), load(ids, place));
    // The id was checked before the call if it is an input; any other stays inside the table.
    id = max(min(id, sub(table.sizes[0], index(1))), index(0));
    Value start = add(add(table.offset, mul(id, table.strides[0])), at.column);
    for (int64_t j = 0; j < shape.vectors; ++j)
      tile.push_back(loadVector(table, add(start, j * lanes),
                                j + 1 == shape.vectors ? shape.mask : Value()));
  }
  return tile;
}

bool Emitter::readable(Value bodyValue) {
  if (known.count(bodyValue) || isa<BlockArgument>(bodyValue) || staged.count(bodyValue))
    return true;
  if (bodyValue.getDefiningOp<EmbeddingOp>())
    return true;
  auto op = bodyValue.getDefiningOp<PointwiseOp>();
  return op && llvm::all_of(op.getInputs(), [&](Value v) { return readable(v); });
}

Value Emitter::vectorized(Value scalar, IRMapping &map) {
  Value mapped = map.lookupOrDefault(scalar);
  return isa<VectorType>(mapped.getType()) ? mapped : splat(mapped);
}

Value Emitter::onVector(Operation &op, IRMapping &map) {
  if (op.hasTrait<OpTrait::ConstantLike>())
    return b.clone(op)->getResult(0);
  OperationState state(op.getLoc(), op.getName());
  for (Value operand : op.getOperands())
    state.addOperands(vectorized(operand, map));
  state.addTypes(vectorOf(op.getResult(0).getType()));
  state.addAttributes(op.getAttrs());
  return b.create(state)->getResult(0);
}

// One vector runs through the whole body before the next one starts, so few are alive at a time.
Tile Emitter::compute(PointwiseOp op, Position at, const TileShape &shape,
                      llvm::DenseMap<Value, Tile> &memo) {
  SmallVector<Tile> inputs;
  for (auto [value, map] : llvm::zip(op.getInputs(), op.getMaps().getAsValueRange<AffineMapAttr>()))
    inputs.push_back(readMapped(value, map, at, shape, memo));
  Block &body = op.getBody().front();
  Tile tile;
  for (int64_t i = 0; i < shape.count(); ++i) {
    IRMapping map;
    for (auto [arg, input] : llvm::zip(body.getArguments(), inputs))
      map.map(arg, input[i]);
    for (Operation &inner : body.without_terminator())
      map.map(inner.getResult(0), onVector(inner, map));
    tile.push_back(vectorized(body.getTerminator()->getOperand(0), map));
  }
  return tile;
}

Tile Emitter::addBias(Tile sums, Value bias, Position at, const TileShape &shape) {
  if (!bias)
    return sums;
  const Memory &m = memories.find(bias)->second;
  for (int64_t j = 0; j < shape.vectors; ++j) {
    Value mask = j + 1 == shape.vectors ? shape.mask : Value();
    Value row = loadVector(m, add(add(m.offset, at.column), j * lanes), mask);
    for (int64_t i = 0; i < shape.height; ++i) {
      Value &sum = sums[i * shape.vectors + j];
      sum = arith::AddFOp::create(b, loc, sum, row);
    }
  }
  return sums;
}

// No tile has more vectors: it comes in registers.
static constexpr int64_t mostRegisters = 32;

bool Emitter::hasLongFinish() {
  auto isFunction = [](Operation &op) {
    return isa<hacm::HacmDialect>(op.getDialect()) ||
           (isa<math::MathDialect>(op.getDialect()) && !isa<math::FmaOp, math::AbsFOp>(op));
  };
  return llvm::any_of(group.getBody().front().getOps<PointwiseOp>(), [&](PointwiseOp op) {
    return llvm::any_of(op.getBody().front(), isFunction);
  });
}

// A long one is a loop over the rows of the tile, which waits in scratch: written out for 24 vectors, GELU is 5 KB.
void Emitter::finish(Position at, const TileShape &shape,
                     function_ref<void(Position, const TileShape &)> also) {
  auto finishAt = [&](Position place, const TileShape &part) {
    finishTile(place, part);
    if (also)
      also(place, part);
  };
  if (shape.height == 1 || !hasLongFinish())
    return finishAt(at, shape);
  SmallVector<std::pair<Value, Memory>> waiting;
  for (Operation &op : group.getBody().front())
    for (Value value : op.getResults())
      if (auto tile = known.find(value); tile != known.end())
        waiting.push_back({value, park(value, shape, tile->second)});
  loop(index(0), index(shape.height), 1, [&](Value row) {
    TileShape part = {1, shape.vectors, shape.mask};
    known.clear();
    for (auto &[value, memory] : waiting)
      known[value] = readTile(memory, {row, index(0)}, {1, shape.vectors, {}});
    finishAt({add(at.row, row), at.column}, part);
  });
}

Memory Emitter::park(Value value, const TileShape &shape, const Tile &tile) {
  Memory &memory = parked[value];
  if (!memory.flat) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(task);
    memory = scratch(mostRegisters * lanes, b.getF32Type());
  }
  Memory whole = memory;
  whole.sizes = {index(shape.height), index(shape.vectors * lanes)};
  whole.strides = {index(shape.vectors * lanes), index(1)};
  write(whole, {index(0), index(0)}, {shape.height, shape.vectors, {}}, tile);
  return whole;
}

void Emitter::finishTile(Position at, const TileShape &shape) {
  llvm::DenseMap<Value, Tile> memo;
  for (PointwiseOp op : group.getBody().front().getOps<PointwiseOp>()) {
    bool follows = llvm::any_of(op.getInputs(), [&](Value v) { return known.count(v); });
    if (follows && readable(op.getResult())) {
      Tile tile = compute(op, at, shape, memo);
      known[op.getResult()] = tile;
    }
  }
  for (Value value : group.getYielded())
    if (auto found = known.find(value); found != known.end())
      write(memories[value], at, shape, found->second);
}

} // namespace hac::tile
