// The scalar code of the lambda is made aside, then op by op again on vectors where an operand is one.
#include "compiler/tile/LaneCode.h"
#include "compiler/hac/ScalarCode.h"

namespace hac::tile {
namespace {

bool isVector(Value v) { return isa<VectorType>(v.getType()); }

class LaneCode {
public:
  LaneCode(Emitter &e, ArrayRef<Memory> reads) : e(e), reads(reads) {}

  Value run(const Tape &tape, ArrayRef<Value> variables) {
    Region region;
    Block &block = region.emplaceBlock();
    OpBuilder aside(e.b.getContext());
    aside.setInsertionPointToEnd(&block);
    for (Value variable : variables)
      map.map(block.addArgument(getElementTypeOrSelf(variable.getType()), e.loc), variable);
    // A read stands there as a cast of its indices.
    Value result = scalar::emitTape(
        aside, e.loc, tape, block.getArguments(),
        [&](OpBuilder &b, Location loc, unsigned which, ValueRange indices) -> Value {
          Type type = reads[which].element().isF32() ? Type(b.getF32Type()) : b.getI64Type();
          auto read = UnrealizedConversionCastOp::create(b, loc, type, indices);
          numbers[read] = which;
          return read.getResult(0);
        });
    for (Operation &op : block)
      map.map(op.getResult(0), again(op));
    return map.lookup(result);
  }

private:
  Value again(Operation &op) {
    if (auto found = numbers.find(&op); found != numbers.end())
      return read(reads[found->second], op.getOperands());
    bool onVectors = llvm::any_of(op.getOperands(), [&](Value v) { return isVector(map.lookup(v)); });
    return onVectors ? e.onVector(op, map) : e.b.clone(op, map)->getResult(0);
  }

  template <class Op> Value binary(Value x, Value y) {
    if (isVector(x) || isVector(y)) {
      x = isVector(x) ? x : e.splat(x);
      y = isVector(y) ? y : e.splat(y);
    }
    return e.b.createOrFold<Op>(e.loc, x, y);
  }

  Value read(const Memory &m, ValueRange indices) {
    Value place = m.offset;
    for (auto [axis, index] : llvm::enumerate(indices)) {
      Value last = e.sub(m.sizes[axis], e.index(1));
      Value clamped = binary<arith::MaxSIOp>(binary<arith::MinSIOp>(map.lookup(index), last), e.index(0));
      place = binary<arith::AddIOp>(place, binary<arith::MulIOp>(clamped, m.strides[axis]));
    }
    Type element = m.element(), wide = e.b.getI64Type();
    if (!isVector(place)) {
      Value value = e.load(m, place);
      return element.isInteger(32) ? arith::ExtSIOp::create(e.b, e.loc, wide, value).getResult() : value;
    }
    VectorType type = e.vectorOf(element);
    Value all = arith::ConstantOp::create(
        e.b, e.loc, DenseElementsAttr::get(e.vectorOf(e.b.getI1Type()), true));
    Value rest = arith::ConstantOp::create(e.b, e.loc, e.b.getZeroAttr(type));
    Value offsets = arith::IndexCastOp::create(e.b, e.loc, e.vectorOf(wide), place);
    Value value = mlir::vector::GatherOp::create(e.b, e.loc, type, m.flat, ValueRange(e.index(0)),
                                                 offsets, all, rest);
    return element.isInteger(32) ? arith::ExtSIOp::create(e.b, e.loc, e.vectorOf(wide), value).getResult()
                                 : value;
  }

  Emitter &e;
  ArrayRef<Memory> reads;
  IRMapping map;
  llvm::DenseMap<Operation *, unsigned> numbers;
};

} // namespace

Value emitLaneCode(Emitter &e, const Tape &tape, ArrayRef<Value> variables, ArrayRef<Memory> reads) {
  return LaneCode(e, reads).run(tape, variables);
}

} // namespace hac::tile
