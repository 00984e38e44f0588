// Builds hac ops whose result types follow from the operands, so that a gradient reads as its
// formula:
//
//     Value s = o.sigmoid(x);
//     return o.mul(dy, o.mul(s, o.add(o.mul(x, o.sub(1, s)), 1)));
//
// A number beside a tensor takes its element type. Operands broadcast as in the language.
#pragma once
#include "compiler/hac/HacDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace hac::grad {

using namespace mlir;

inline RankedTensorType typeOf(Value v) { return cast<RankedTensorType>(v.getType()); }
inline Type elementOf(Value v) { return typeOf(v).getElementType(); }
inline int64_t rankOf(Value v) { return typeOf(v).getRank(); }

/// A tensor or a number.
struct Operand {
  Value value;
  double number = 0;

  Operand(Value v) : value(v) {}
  Operand(double n) : number(n) {}
};

using Dims = SmallVector<AffineExpr>;
using Axes = SmallVector<int64_t>;

class Ops {
public:
  /// Ops are made at the builder's place, for the symbols of `function`.
  Ops(OpBuilder &builder, func::FuncOp function);

  OpBuilder &b;
  Location loc;

  RankedTensorType type(ArrayRef<AffineExpr> dims, Type element) const { return tensorOf(dims, element, symbols); }
  RankedTensorType like(Value x, Type element) const { return type(dimsOf(typeOf(x)), element); }
  AffineExpr constant(int64_t v) const { return getAffineConstantExpr(v, b.getContext()); }
  AffineMapAttr map(AffineExpr e) const { return AffineMapAttr::get(AffineMap::get(0, symbols, e, b.getContext())); }

  /// Sizes of two shapes together, as in the language: a 1 is repeated.
  Dims broadcast(ArrayRef<AffineExpr> a, ArrayRef<AffineExpr> c) const;

  // --- numbers ---------------------------------------------------------------------------------

  /// Every element is `value`.
  Value full(ArrayRef<AffineExpr> dims, Type element, double value);
  Value number(Type element, double value) { return full({}, element, value); }
  Value zerosLike(Value x) { return full(dimsOf(typeOf(x)), elementOf(x), 0); }
  /// 0, 1, 2 .. along an axis; the other sizes are given too.
  Value iota(ArrayRef<AffineExpr> dims, int64_t axis, Type element);
  /// A size as a tensor of rank 0.
  Value size(AffineExpr dim, Type element);
  /// The number of elements along some axes of x, as a tensor of rank 0.
  Value count(Value x, ArrayRef<int64_t> axes, Type element);

  // --- elementwise -----------------------------------------------------------------------------

  template <typename Op> Value unary(Value x) { return Op::create(b, loc, x.getType(), x); }
  template <typename Op> Value binary(Operand x, Operand y, Type element = {}) {
    auto [l, r] = both(x, y);
    return Op::create(b, loc, broadcast(l, r, element ? element : elementOf(l)), l, r);
  }
  Value add(Operand x, Operand y) { return binary<AddOp>(x, y); }
  Value sub(Operand x, Operand y) { return binary<SubOp>(x, y); }
  Value mul(Operand x, Operand y) { return binary<MulOp>(x, y); }
  Value div(Operand x, Operand y) { return binary<DivOp>(x, y); }
  Value neg(Value x) { return unary<NegOp>(x); }
  Value square(Value x) { return unary<SquareOp>(x); }
  Value exp(Value x) { return unary<ExpOp>(x); }
  Value sigmoid(Value x) { return unary<SigmoidOp>(x); }
  Value tanh(Value x) { return unary<TanhOp>(x); }
  template <typename Op> Value compare(Operand x, Operand y) { return binary<Op>(x, y, b.getI1Type()); }
  Value greater(Operand x, Operand y) { return compare<GtOp>(x, y); }
  Value equal(Operand x, Operand y) { return compare<EqOp>(x, y); }
  Value all(Value x, Value y) { return binary<BitAndOp>(x, y); }
  Value where(Value c, Operand x, Operand y);
  Value cast(Value x, Type element);
  /// f32 for 16-bit floats, in which a formula of several steps would lose too much.
  Value wide(Value x);

  // --- reductions ------------------------------------------------------------------------------

  template <typename Op> Value reduce(Value x, ArrayRef<int64_t> axes, bool keep) {
    return Op::create(b, loc, reducedType(x, axes, keep), x, axes, int64_t(keep));
  }
  Value sum(Value x, ArrayRef<int64_t> axes, bool keep = false);
  Value mean(Value x, ArrayRef<int64_t> axes, bool keep = false) { return reduce<MeanOp>(x, axes, keep); }
  /// What `reduce` without keepdim made, with the reduced axes as 1 again.
  Value keepAxes(Value reduced, Value x, ArrayRef<int64_t> axes);
  /// A gradient of the broadcast x as one of x: summed over what was repeated, in x's type.
  Value fit(Value gradient, RankedTensorType x);

  // --- shape -----------------------------------------------------------------------------------

  Value reshape(Value x, ArrayRef<AffineExpr> dims);
  Value reshapeLike(Value x, Value shape) { return reshape(x, dimsOf(typeOf(shape))); }
  Value broadcastTo(Value x, ArrayRef<AffineExpr> dims);
  Value permute(Value x, ArrayRef<int64_t> axes);
  Value transpose(Value x, int64_t a, int64_t b);
  Value slice(Value x, int64_t axis, AffineExpr start, AffineExpr stop);
  Value concat(ArrayRef<Value> xs, int64_t axis);
  /// x grown by zeros before and after along an axis.
  Value growWithZeros(Value x, int64_t axis, AffineExpr before, AffineExpr after);

  // --- contractions, indexing ------------------------------------------------------------------

  Value matmul(Value x, Value y);
  /// `rows` is how long the axis of the result is.
  Value indexAdd(Value ids, Value dy, int64_t axis, AffineExpr rows);

private:
  std::pair<Value, Value> both(Operand x, Operand y);
  RankedTensorType broadcast(Value x, Value y, Type element) const;
  RankedTensorType reducedType(Value x, ArrayRef<int64_t> axes, bool keep) const;

  unsigned symbols = 0;
};

/// 0, 1, .. n - 1 without `skip`.
Axes axesBut(int64_t n, int64_t skip);
/// 0, 1, .. n - 1.
Axes firstAxes(int64_t n);
/// Where channels are: axis 1 of an image, else last.
inline int64_t channelAxis(int64_t rank) { return rank >= 4 ? 1 : rank - 1; }

} // namespace hac::grad
