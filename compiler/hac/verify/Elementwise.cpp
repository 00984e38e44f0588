// Rules of dsl/ops/elementwise.h and of leaves and creation.
#include "compiler/hac/verify/Common.h"

namespace hac::verify {
namespace {

// E101 E104 E106; the result is x.
template <Element wanted> bool unary(Check &c) {
  Tensor x = c.operand(0);
  return c.element(x, wanted) && c.result(x.element, x.dims);
}

// E101 E104 E105 E106, E102, E103
template <Element wanted> bool binary(Check &c) {
  Tensor a = c.operand(0), b = c.operand(1);
  Dims wide;
  return c.element(a, wanted) && c.sameType(a, b) && c.broadcast(a.dims, b.dims, wide) &&
         c.result(a.element, wide);
}

template <Element wanted> bool comparison(Check &c) {
  Tensor a = c.operand(0), b = c.operand(1);
  Dims wide;
  return c.element(a, wanted) && c.sameType(a, b) && c.broadcast(a.dims, b.dims, wide) &&
         c.result(IntegerType::get(c.op->getContext(), 1), wide);
}

bool gelu(Check &c) {
  return c.floating(c.operand(0)) &&
         c.option("approximate", c.integerOption("approximate"), 0, 1) && c.result(c.operand(0));
}

// E104 E107 E110
bool clamp(Check &c) {
  auto op = cast<ClampOp>(c.op);
  Tensor x = c.tensor(op.getX());
  auto real = [](Attribute number) {
    auto f = dyn_cast<FloatAttr>(number);
    return f ? f.getValueAsDouble() : double(cast<IntegerAttr>(number).getInt());
  };
  double lo = real(op.getLo()), hi = real(op.getHi());
  if (!c.numeric(x) || !c.fits(op.getLo(), x.element) || !c.fits(op.getHi(), x.element))
    return false;
  if (!(lo <= hi))
    return c.no(107, "the lower bound ", lo, " is above the upper bound ", hi);
  return c.result(x.element, x.dims);
}

// E101 E102 E302
bool prelu(Check &c) {
  auto op = cast<PReluOp>(c.op);
  Tensor x = c.tensor(op.getX()), w = c.tensor(op.getW());
  if (!c.floating(x) || !c.sameType(x, w))
    return false;
  bool one = w.rank() == 1 && isNumber(w.dims[0], 1);
  bool each = w.rank() == 1 && x.rank() > 0 && w.dims[0] == x.dims[size_t(channelAxis(x.rank()))];
  if (!one && !each)
    return c.no(302, "the weight must be [1] or [channels], got ", w, " for ", x);
  return c.result(x.element, x.dims);
}

// E102 E103 E106
bool where(Check &c) {
  auto op = cast<WhereOp>(c.op);
  Tensor condition = c.tensor(op.getC()), a = c.tensor(op.getA()), b = c.tensor(op.getB());
  Dims ab, all;
  return c.element(condition, Element::boolean) && c.sameType(a, b) &&
         c.broadcast(a.dims, b.dims, ab) && c.broadcast(condition.dims, ab, all) &&
         c.result(a.element, all);
}

// The element type is that of the result. f64 (E112) is left to the language: a reference run has it.
bool cast_(Check &c) { return c.result(c.stored().element, c.operand(0).dims); }

// --- leaves and creation -----------------------------------------------------------------------

// E015 E024
bool param(Check &c) {
  Tensor x = c.stored();
  for (AffineExpr dim : x.dims)
    if (!constantOf(dim))
      return c.no(15, "the shape of a parameter must be constant, got ", x);
    else if (isNumber(dim, 0))
      return c.no(24, "a parameter has a size of 0: ", x);
  return c.result(x);
}

// E110
bool full(Check &c) {
  return c.fits(cast<FullOp>(c.op).getValue(), c.stored().element) && c.result(c.stored());
}

// E108
bool iota(Check &c) {
  return c.axis(c.stored(), c.integerOption("axis")) && c.result(c.stored());
}

// E612
bool constant(Check &c) {
  ElementsAttr values = cast<ConstantOp>(c.op).getValues();
  Tensor x = c.stored();
  ArrayRef<int64_t> have = values.getShapedType().getShape();
  bool fits = values.getNumElements() <= int64_t(blob::max_constant_values) &&
              int64_t(have.size()) == x.rank() &&
              llvm::all_of(llvm::zip(x.dims, have),
                           [](auto pair) { return isNumber(std::get<0>(pair), std::get<1>(pair)); });
  if (!fits)
    return c.no(612, values.getNumElements(), " values for the shape ", x.dims, "; at most ",
                blob::max_constant_values, " are allowed");
  return c.result(values.getElementType(), x.dims);
}

} // namespace

void addElementwiseRules(RuleTable &table) {
  for (StringRef name :
       {"exp",     "exp2", "expm1",   "log",  "log2", "log1p", "sqrt", "rsqrt",    "reciprocal",
        "sin",     "cos",  "tanh",    "erf",  "sigmoid", "relu", "relu6", "silu",  "selu",
        "mish",    "softplus", "hardswish", "hardsigmoid", "leaky_relu", "elu", "floor", "ceil", "round"})
    table[name] = unary<Element::floating>;
  for (StringRef name : {"neg", "abs", "sign", "square"})
    table[name] = unary<Element::number>;
  table["logical_not"] = unary<Element::logical>;
  table["stop_gradient"] = unary<Element::any>;
  table["gelu"] = gelu;
  table["clamp"] = clamp;
  table["prelu"] = prelu;
  table["cast"] = cast_;

  for (StringRef name : {"add", "sub", "mul", "maximum", "minimum"})
    table[name] = binary<Element::number>;
  for (StringRef name : {"div", "pow"})
    table[name] = binary<Element::floating>;
  for (StringRef name : {"remainder", "floor_div"})
    table[name] = binary<Element::integer>;
  for (StringRef name : {"bit_and", "bit_or", "bit_xor"})
    table[name] = binary<Element::logical>;
  for (StringRef name : {"lt", "le", "gt", "ge"})
    table[name] = comparison<Element::number>;
  for (StringRef name : {"eq", "ne"})
    table[name] = comparison<Element::any>;
  table["where"] = where;

  table["param"] = param;
  table["full"] = full;
  table["iota"] = iota;
  table["constant"] = constant;
}

} // namespace hac::verify
