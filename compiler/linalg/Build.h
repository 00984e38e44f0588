// Small builders that several op families share.
#pragma once
#include "compiler/linalg/Scalar.h"

namespace hac::linalg_stage {

inline RankedTensorType typeOf(Value v) { return cast<RankedTensorType>(v.getType()); }
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Dims of `type` without `axes`.
SmallVector<AffineExpr> remainingDims(RankedTensorType type, ArrayRef<int64_t> axes);

/// Map from the loops over `type` to the dims that remain.
AffineMap remainingMap(Lowering &l, RankedTensorType type, ArrayRef<int64_t> axes);

/// An element of `x`. Where `size` is given and 0 at run time, nothing is read and the result is 0.
Value readIfAny(OpBuilder &b, Location loc, Value size, Value x, ValueRange position);

/// Notes the first of `ids` outside [0, size) with the runtime (R308), unless a check on entry
/// covers them. `idsOfOp` is the operand of `op` that they were lowered from.
void checkIds(Operation *op, Value ids, Value idsOfOp, AffineExpr size, Lowering &l);

/// The number of elements along `axes`, as a float of type `real`.
Value countAlong(Lowering &l, RankedTensorType type, ArrayRef<int64_t> axes, Type real);

/// Sum over `axes` of f(element, per, accumulator); `per` has the remaining dims. Compute type.
Value foldWith(Lowering &l, Value x, RankedTensorType type, ArrayRef<int64_t> axes, Value per,
               llvm::function_ref<Value(OpBuilder &, Location, Value, Value, Value)> f);

/// Elementwise over x, each of `extras` read through its map from the loops of `type`; the result
/// has the dims of `type`.
Value mapWith(Lowering &l, Value x, RankedTensorType type, ValueRange extras, ArrayRef<AffineMap> maps,
              ArrayRef<Type> extraElements, RankedTensorType result,
              llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> f);

/// mean and 1/sqrt(variance + eps) over `axes`, in two passes; the remaining dims, compute type.
struct Statistics {
  Value mean, rstd;
};
Statistics statistics(Lowering &l, Value x, RankedTensorType type, ArrayRef<int64_t> axes, double eps);

/// exp(x - largest), with terms below 2^-126 as +0.
Value softmaxTerm(OpBuilder &b, Location loc, Value x, Value largest);

/// Softmax along one axis; a row of -Inf is 0. `sink`, a scalar of compute type, adds one logit to
/// every denominator.
Value softmaxAlong(Lowering &l, Value x, RankedTensorType type, int64_t axis, RankedTensorType result,
                   Value sink = {});

/// x grown by {before, after} per axis (negative: cut). mode: 0 `value`, 1 reflect, 2 replicate,
/// 3 circular. Without padding x itself.
Value padded(Lowering &l, Value x, RankedTensorType type, ArrayRef<int64_t> padding, int64_t mode,
             TypedAttr value, RankedTensorType result);

/// first <= i < last, every `step`.
struct WindowBounds {
  Value first, last, step;
};
/// The part of window o of a pooling that lies on data; `full` also counts its padding, but not what
/// ceil_mode adds beyond that.
struct Window {
  WindowBounds data;
  Value full;
};
Window windowOf(OpBuilder &b, Location loc, Value o, Value size, int64_t kernel, int64_t stride, int64_t padding,
                int64_t dilation);

/// An integer or real attribute as a (signless) constant of an element type; integers wrap.
TypedAttr numberAs(Attribute number, Type element);

} // namespace hac::linalg_stage
