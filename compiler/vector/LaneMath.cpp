// The parts of LaneMath.h that need more than one line.
#include "compiler/vector/LaneMath.h"

using namespace mlir;

namespace hac::hacm {

Type Lanes::shaped(Type element) const {
  if (auto vector = dyn_cast<VectorType>(type()))
    return vector.clone(element);
  return element;
}

static Value splat(const Lanes &like, Location loc, TypedAttr scalar) {
  TypedAttr value = scalar;
  if (auto vector = dyn_cast<VectorType>(like.type()))
    value = DenseElementsAttr::get(vector, Attribute(scalar));
  return arith::ConstantOp::create(like.getBuilder(), loc, value);
}

Lanes Lanes::constant(double number) const {
  return with(splat(*this, loc, builder->getFloatAttr(element(), number)));
}

Lanes Lanes::constant(int64_t number) const {
  unsigned width = element().getIntOrFloatBitWidth();
  APInt wide(64, number, /*isSigned=*/true);
  return with(splat(*this, loc, builder->getIntegerAttr(element(), wide.sextOrTrunc(width))));
}

Lanes polynomial(Lanes x, ArrayRef<double> coefficients) {
  Lanes sum = x.constant(coefficients.back());
  for (double c : llvm::reverse(coefficients.drop_back()))
    sum = fma(sum, x, c);
  return sum;
}

static unsigned widthOf(Lanes a) { return a.element().getIntOrFloatBitWidth(); }

Lanes bits(Lanes a) {
  return a.make<arith::BitcastOp>(a.shaped(a.getBuilder().getIntegerType(widthOf(a))), a);
}

Lanes fromBits(Lanes a) {
  OpBuilder &b = a.getBuilder();
  Type element = widthOf(a) == 64 ? Type(b.getF64Type()) : Type(b.getF32Type());
  return a.make<arith::BitcastOp>(a.shaped(element), a);
}

Lanes toFloat(Lanes integer, Type element) {
  return integer.make<arith::SIToFPOp>(integer.shaped(element), integer);
}

Lanes toInteger(Lanes integer, Type element) {
  if (element.getIntOrFloatBitWidth() > widthOf(integer))
    return integer.make<arith::ExtUIOp>(integer.shaped(element), integer);
  return integer.make<arith::TruncIOp>(integer.shaped(element), integer);
}

Lanes widen(Lanes f32) {
  return f32.make<arith::ExtFOp>(f32.shaped(f32.getBuilder().getF64Type()), f32,
                                 arith::FastMathFlagsAttr());
}

Lanes narrow(Lanes f64) {
  return f64.make<arith::TruncFOp>(f64.shaped(f64.getBuilder().getF32Type()), f64);
}

} // namespace hac::hacm
