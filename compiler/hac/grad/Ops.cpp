#include "compiler/hac/grad/Ops.h"

namespace hac::grad {

static bool isOne(AffineExpr e) {
  auto c = dyn_cast<AffineConstantExpr>(e);
  return c && c.getValue() == 1;
}

Axes firstAxes(int64_t n) { return llvm::to_vector(llvm::seq<int64_t>(0, n)); }

Axes axesBut(int64_t n, int64_t skip) {
  Axes axes = firstAxes(n);
  llvm::erase(axes, skip);
  return axes;
}

Ops::Ops(OpBuilder &builder, func::FuncOp function) : b(builder), loc(builder.getUnknownLoc()) {
  for (Type type : function.getArgumentTypes())
    symbols += isa<IndexType>(type);
}

// --- numbers -----------------------------------------------------------------------------------

Value Ops::full(ArrayRef<AffineExpr> dims, Type element, double value) {
  Attribute number = b.getF64FloatAttr(value);
  if (!isa<FloatType>(element))
    number = b.getI64IntegerAttr(int64_t(value));
  return FullOp::create(b, loc, type(dims, element), number);
}

Value Ops::iota(ArrayRef<AffineExpr> dims, int64_t axis, Type element) {
  return IotaOp::create(b, loc, type(dims, element), axis);
}

Value Ops::size(AffineExpr dim, Type element) {
  if (auto c = dyn_cast<AffineConstantExpr>(dim))
    return number(element, double(c.getValue()));
  return cast(sum(full(dim, b.getI32Type(), 1), {0}), element);
}

Value Ops::count(Value x, ArrayRef<int64_t> axes, Type element) {
  Value n = number(element, 1);
  for (int64_t axis : axes)
    n = mul(n, size(dimsOf(typeOf(x))[size_t(axis)], element));
  return n;
}

// --- elementwise -------------------------------------------------------------------------------

std::pair<Value, Value> Ops::both(Operand x, Operand y) {
  Value l = x.value ? x.value : number(elementOf(y.value), x.number);
  Value r = y.value ? y.value : number(elementOf(l), y.number);
  return {l, r};
}

Dims Ops::broadcast(ArrayRef<AffineExpr> a, ArrayRef<AffineExpr> c) const {
  Dims wide(std::max(a.size(), c.size()));
  for (size_t i = 1; i <= wide.size(); i++) { // from the last axis
    AffineExpr l = i <= a.size() ? a[a.size() - i] : constant(1), r = i <= c.size() ? c[c.size() - i] : constant(1);
    wide[wide.size() - i] = isOne(l) ? r : l;
  }
  return wide;
}

RankedTensorType Ops::broadcast(Value x, Value y, Type element) const {
  return type(broadcast(dimsOf(typeOf(x)), dimsOf(typeOf(y))), element);
}

Value Ops::where(Value c, Operand x, Operand y) {
  auto [l, r] = both(x, y);
  Dims wide = broadcast(dimsOf(typeOf(c)), broadcast(dimsOf(typeOf(l)), dimsOf(typeOf(r))));
  return WhereOp::create(b, loc, type(wide, elementOf(l)), c, l, r);
}

Value Ops::cast(Value x, Type element) {
  if (elementOf(x) == element)
    return x;
  return CastOp::create(b, loc, like(x, element), x);
}

Value Ops::wide(Value x) {
  Type element = elementOf(x);
  return element.isF16() || element.isBF16() ? cast(x, b.getF32Type()) : x;
}

// --- reductions --------------------------------------------------------------------------------

RankedTensorType Ops::reducedType(Value x, ArrayRef<int64_t> axes, bool keep) const {
  Dims dims;
  for (auto [i, d] : llvm::enumerate(dimsOf(typeOf(x)))) {
    bool gone = llvm::is_contained(axes, int64_t(i));
    if (!gone || keep)
      dims.push_back(gone ? constant(1) : d);
  }
  return type(dims, elementOf(x));
}

Value Ops::sum(Value x, ArrayRef<int64_t> axes, bool keep) { return axes.empty() ? x : reduce<SumOp>(x, axes, keep); }

Value Ops::keepAxes(Value reduced, Value x, ArrayRef<int64_t> axes) {
  return reshape(reduced, dimsOf(reducedType(x, axes, /*keep=*/true)));
}

Value Ops::fit(Value gradient, RankedTensorType x) {
  Dims have = dimsOf(typeOf(gradient)), want = dimsOf(x);
  if (have.size() > want.size())
    gradient = sum(gradient, firstAxes(int64_t(have.size() - want.size())));
  have = dimsOf(typeOf(gradient));
  Axes repeated;
  size_t skip = want.size() - have.size();
  for (size_t i = 0; i < have.size(); i++)
    if (isOne(want[i + skip]) && !isOne(have[i]))
      repeated.push_back(int64_t(i));
  gradient = sum(gradient, repeated, /*keep=*/true);
  return cast(broadcastTo(gradient, want), x.getElementType());
}

// --- shape -------------------------------------------------------------------------------------

Value Ops::reshape(Value x, ArrayRef<AffineExpr> dims) {
  if (ArrayRef(dimsOf(typeOf(x))) == dims)
    return x;
  return ReshapeOp::create(b, loc, type(dims, elementOf(x)), x);
}

Value Ops::broadcastTo(Value x, ArrayRef<AffineExpr> dims) {
  if (ArrayRef(dimsOf(typeOf(x))) == dims)
    return x;
  return BroadcastToOp::create(b, loc, type(dims, elementOf(x)), x);
}

Value Ops::permute(Value x, ArrayRef<int64_t> axes) {
  Dims from = dimsOf(typeOf(x)), to;
  for (int64_t axis : axes)
    to.push_back(from[size_t(axis)]);
  return PermuteOp::create(b, loc, type(to, elementOf(x)), x, axes);
}

Value Ops::transpose(Value x, int64_t first, int64_t second) {
  Dims dims = dimsOf(typeOf(x));
  std::swap(dims[size_t(first)], dims[size_t(second)]);
  return TransposeOp::create(b, loc, type(dims, elementOf(x)), x, first, second);
}

Value Ops::slice(Value x, int64_t axis, AffineExpr start, AffineExpr stop) {
  Dims dims = dimsOf(typeOf(x));
  dims[size_t(axis)] = subDims(stop, start);
  return SliceOp::create(b, loc, type(dims, elementOf(x)), x, axis, map(start).getValue(), map(stop).getValue(), 1);
}

Value Ops::concat(ArrayRef<Value> xs, int64_t axis) {
  if (xs.size() == 1)
    return xs.front();
  Dims dims = dimsOf(typeOf(xs.front()));
  AffineExpr total = constant(0);
  for (Value x : xs)
    total = addDims(total, dimsOf(typeOf(x))[size_t(axis)]);
  dims[size_t(axis)] = total;
  return ConcatOp::create(b, loc, type(dims, elementOf(xs.front())), xs, axis);
}

Value Ops::growWithZeros(Value x, int64_t axis, AffineExpr before, AffineExpr after) {
  SmallVector<Value> parts;
  auto zeros = [&](AffineExpr n) {
    Dims dims = dimsOf(typeOf(x));
    dims[size_t(axis)] = n;
    if (n != constant(0))
      parts.push_back(full(dims, elementOf(x), 0));
  };
  zeros(before);
  parts.push_back(x);
  zeros(after);
  return concat(parts, axis);
}

// --- contractions, indexing --------------------------------------------------------------------

Value Ops::matmul(Value x, Value y) {
  Dims a = dimsOf(typeOf(x)), c = dimsOf(typeOf(y));
  Dims dims = broadcast(ArrayRef(a).drop_back(2), ArrayRef(c).drop_back(2));
  dims.append({a[a.size() - 2], c.back()});
  return MatmulOp::create(b, loc, type(dims, elementOf(x)), x, y);
}

Value Ops::indexAdd(Value ids, Value dy, int64_t axis, AffineExpr rows) {
  Dims dims = dimsOf(typeOf(dy));
  auto first = dims.begin() + axis;
  dims.erase(first, first + rankOf(ids));
  dims.insert(dims.begin() + axis, rows);
  return IndexAddOp::create(b, loc, type(dims, elementOf(dy)), ids, dy, axis);
}

} // namespace hac::grad
