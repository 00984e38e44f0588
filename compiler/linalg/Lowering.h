// From the hac dialect to linalg on tensors, one rule per op.
//
// A rule gets its op and the already lowered operands and returns the lowered results. Shapes are
// read off the hac types (`dimsOf`), so the IR that is made never has to rediscover them; sizes at
// run time are affine.apply ops on the symbols of the function.
//
// Arithmetic: 16-bit floats are computed in f32 and rounded once at the end of the op; i8 and u8
// are computed in i32; integers wrap around.
#pragma once
#include "compiler/hac/Dims.h"
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include <functional>

namespace hac::linalg_stage {

using namespace mlir;

/// Type without the dims encoding; ui8 becomes i8.
RankedTensorType plainType(RankedTensorType type);

/// f32 for 16-bit floats, i32 for 8-bit integers, otherwise the type itself.
Type computeType(Type element);

/// A scalar of element type `from` (signedness counts) in its compute type, and back.
Value toCompute(OpBuilder &b, Location loc, Value scalar, Type from);
Value fromCompute(OpBuilder &b, Location loc, Value scalar, Type to);

class Lowering {
public:
  using Rule = std::function<SmallVector<Value>(Operation *, ValueRange, Lowering &)>;

  /// `bounds`: of each symbol.
  Lowering(OpBuilder &builder, ValueRange symbols, ArrayRef<Interval> bounds)
      : b(builder), symbols(symbols), bounds(bounds) {}

  OpBuilder &b;
  Location loc = b.getUnknownLoc();

  unsigned symbolCount() const { return symbols.size(); }
  AffineExpr constant(int64_t value) { return getAffineConstantExpr(value, b.getContext()); }

  /// Whether the size can be 0 at run time.
  bool canBeZero(AffineExpr size) const { return rangeOfDim(size, bounds).lo < 1; }

  /// The size as an index value.
  Value dim(AffineExpr expr);
  /// The size as a constant or a value, as slices and reshapes want it.
  OpFoldResult size(AffineExpr expr);
  SmallVector<OpFoldResult> sizes(ArrayRef<AffineExpr> dims);
  Value index(int64_t value);
  /// A scalar constant of compute type `type`.
  Value number(Type type, double value);

  /// Uninitialised tensor of these dims.
  Value empty(ArrayRef<AffineExpr> dims, Type element);
  Value filled(ArrayRef<AffineExpr> dims, Type element, Value scalar);

  /// linalg.generic over `loops` (one iteration dim each, parallel or reduction). `body` gets the
  /// element of each input and of each init, and returns what to store.
  using Body = llvm::function_ref<SmallVector<Value>(OpBuilder &, Location, ValueRange)>;
  linalg::GenericOp generic(ValueRange inputs, ArrayRef<AffineMap> inputMaps, ValueRange inits,
                            ArrayRef<AffineMap> initMaps, ArrayRef<utils::IteratorType> loops,
                            Body body);

  /// One output, elementwise over broadcast inputs; `body` works on compute types.
  Value pointwise(ArrayRef<Value> inputs, ArrayRef<RankedTensorType> types, RankedTensorType result,
                  llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body);

  /// Walks the result: `body` gets the index of an element and returns its value, in the element
  /// type of the result; it may read any tensor with `at`.
  Value walk(RankedTensorType result,
             llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body);

  /// Reduces `axes` (removed) in ascending order; `combine(element, accumulator)` on compute types.
  /// The result keeps the compute type.
  Value reduce(Value x, RankedTensorType type, ArrayRef<int64_t> axes, Value init,
               llvm::function_ref<Value(OpBuilder &, Location, Value, Value)> combine);

  Value reshape(Value x, ArrayRef<AffineExpr> from, ArrayRef<AffineExpr> to);

  /// In a group elementwise ops become hac.pointwise, which needs no destination.
  bool inGroup = false;

private:
  ValueRange symbols;
  ArrayRef<Interval> bounds;
};

/// tensor.extract.
Value at(OpBuilder &b, Location loc, Value tensor, ValueRange index);

/// The rules by op name.
class Rules {
public:
  template <typename Op, typename F>
  void add(F rule) {
    table[Op::getOperationName()] = [rule](Operation *op, ValueRange in, Lowering &l) {
      return SmallVector<Value>(rule(cast<Op>(op), in, l));
    };
  }
  void addNamed(StringRef name, Lowering::Rule rule) { table[name] = std::move(rule); }
  const Lowering::Rule *find(StringRef name) const {
    auto it = table.find(name);
    return it == table.end() ? nullptr : &it->second;
  }

private:
  llvm::StringMap<Lowering::Rule> table;
};

void addElementwiseRules(Rules &rules);
void addContractionRules(Rules &rules);
void addConvRules(Rules &rules);
void addPoolRules(Rules &rules);
void addNormRules(Rules &rules);
void addReduceRules(Rules &rules);
void addShapeRules(Rules &rules);
void addIndexRules(Rules &rules);
void addAttentionRules(Rules &rules);
void addGradientRules(Rules &rules);

/// iterate -> scf.for that carries the state.
LogicalResult lowerIterate(IterateOp op, ValueRange state, IRMapping &map, Lowering &lowering,
                           const Rules &rules, SmallVector<Value> &results);

/// The same for loop, whose slices are taken from stacked tensors and put into them.
LogicalResult lowerLoop(LoopOp op, ValueRange operands, IRMapping &map, Lowering &lowering, const Rules &rules,
                        SmallVector<Value> &results);

/// A group gets destinations, its body hac.pointwise for elementwise ops; the rest of it stays.
LogicalResult lowerGroup(GroupOp op, ValueRange inputs, Lowering &lowering, const Rules &rules,
                         SmallVector<Value> &results);

/// Lowers the ops of a block in order; used for the function and for bodies of loops.
LogicalResult lowerOps(Block &block, IRMapping &map, Lowering &lowering, const Rules &rules);

} // namespace hac::linalg_stage
