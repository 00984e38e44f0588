// Arithmetic on IR values in the notation of a formula: `fma(r * r, q, r)` writes two ops.
// A Lanes is a scalar or a vector of any shape; every op is elementwise, and none carries a
// fast-math flag, so the bits do not depend on what LLVM would make of it.
#pragma once
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

namespace hac::hacm {

class Lanes {
public:
  Lanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value)
      : builder(&builder), loc(loc), value(value) {}
  operator mlir::Value() const { return value; }
  mlir::Type type() const { return value.getType(); }
  mlir::Type element() const { return mlir::getElementTypeOrSelf(value.getType()); }

  /// Another value of the same shape: with(v), or a splat constant of this type.
  Lanes with(mlir::Value v) const { return Lanes(*builder, loc, v); }
  Lanes constant(double number) const;
  Lanes constant(int64_t number) const;
  /// This shape with another element type.
  mlir::Type shaped(mlir::Type element) const;

  template <class Op, class... Args> Lanes make(Args &&...args) const {
    return with(Op::create(*builder, loc, std::forward<Args>(args)...).getResult());
  }
  mlir::OpBuilder &getBuilder() const { return *builder; }

private:
  mlir::OpBuilder *builder;
  mlir::Location loc;
  mlir::Value value;
};

// Floating point. A double beside a Lanes is a constant of its type.
inline Lanes operator+(Lanes a, Lanes b) { return a.make<mlir::arith::AddFOp>(a, b); }
inline Lanes operator-(Lanes a, Lanes b) { return a.make<mlir::arith::SubFOp>(a, b); }
inline Lanes operator*(Lanes a, Lanes b) { return a.make<mlir::arith::MulFOp>(a, b); }
inline Lanes operator/(Lanes a, Lanes b) { return a.make<mlir::arith::DivFOp>(a, b); }
inline Lanes operator+(Lanes a, double b) { return a + a.constant(b); }
inline Lanes operator-(Lanes a, double b) { return a - a.constant(b); }
inline Lanes operator*(Lanes a, double b) { return a * a.constant(b); }
inline Lanes operator+(double a, Lanes b) { return b.constant(a) + b; }
inline Lanes operator-(double a, Lanes b) { return b.constant(a) - b; }
inline Lanes operator/(double a, Lanes b) { return b.constant(a) / b; }
inline Lanes operator-(Lanes a) { return a.make<mlir::arith::NegFOp>(a); }

/// a * b + c, rounded once.
inline Lanes fma(Lanes a, Lanes b, Lanes c) { return a.make<mlir::math::FmaOp>(a, b, c); }
inline Lanes fma(Lanes a, double b, Lanes c) { return fma(a, a.constant(b), c); }
inline Lanes fma(Lanes a, Lanes b, double c) { return fma(a, b, a.constant(c)); }
inline Lanes fma(Lanes a, double b, double c) { return fma(a, a.constant(b), a.constant(c)); }
inline Lanes abs(Lanes a) { return a.make<mlir::math::AbsFOp>(a); }
inline Lanes sqrt(Lanes a) { return a.make<mlir::math::SqrtOp>(a); }
inline Lanes floor(Lanes a) { return a.make<mlir::math::FloorOp>(a); }
inline Lanes copysign(Lanes size, Lanes sign) {
  return size.make<mlir::math::CopySignOp>(size, sign);
}

// Comparisons are false for NaN, but for isNan and `a != b`.
inline Lanes compare(mlir::arith::CmpFPredicate how, Lanes a, Lanes b) {
  return a.make<mlir::arith::CmpFOp>(how, a, b);
}
inline Lanes operator<(Lanes a, Lanes b) { return compare(mlir::arith::CmpFPredicate::OLT, a, b); }
inline Lanes operator<(Lanes a, double b) { return a < a.constant(b); }
inline Lanes operator>(Lanes a, double b) { return a.constant(b) < a; }
inline Lanes operator==(Lanes a, double b) {
  return compare(mlir::arith::CmpFPredicate::OEQ, a, a.constant(b));
}
inline Lanes operator==(Lanes a, Lanes b) { return compare(mlir::arith::CmpFPredicate::OEQ, a, b); }
inline Lanes operator!=(Lanes a, Lanes b) { return compare(mlir::arith::CmpFPredicate::UNE, a, b); }
inline Lanes operator&&(Lanes a, Lanes b) { return a.make<mlir::arith::AndIOp>(a, b); }
inline Lanes operator||(Lanes a, Lanes b) { return a.make<mlir::arith::OrIOp>(a, b); }
inline Lanes select(Lanes condition, Lanes yes, Lanes no) {
  return yes.make<mlir::arith::SelectOp>(condition, yes, no);
}
inline Lanes select(Lanes condition, double yes, Lanes no) {
  return select(condition, no.constant(yes), no);
}
inline Lanes select(Lanes condition, Lanes yes, double no) {
  return select(condition, yes, yes.constant(no));
}
/// NaN stays NaN: the comparison with it is false. One instruction on x86 (max, min).
inline Lanes atLeast(Lanes a, double low) { return select(a < low, low, a); }
inline Lanes atMost(Lanes a, double high) { return select(a > high, high, a); }

/// c[0] + x * (c[1] + x * (...)), one FMA per coefficient.
Lanes polynomial(Lanes x, llvm::ArrayRef<double> coefficients);

// Integers of the float's width.
Lanes bits(Lanes a);
Lanes fromBits(Lanes a); // i32 -> f32, i64 -> f64
inline Lanes add(Lanes a, Lanes b) { return a.make<mlir::arith::AddIOp>(a, b); }
inline Lanes add(Lanes a, int64_t b) { return add(a, a.constant(b)); }
inline Lanes sub(Lanes a, Lanes b) { return a.make<mlir::arith::SubIOp>(a, b); }
inline Lanes mul(Lanes a, Lanes b) { return a.make<mlir::arith::MulIOp>(a, b); }
inline Lanes bitAnd(Lanes a, int64_t b) { return a.make<mlir::arith::AndIOp>(a, a.constant(b)); }
inline Lanes shiftLeft(Lanes a, Lanes n) { return a.make<mlir::arith::ShLIOp>(a, n); }
inline Lanes shiftLeft(Lanes a, int64_t n) { return shiftLeft(a, a.constant(n)); }
inline Lanes shiftRight(Lanes a, int64_t n) { // the sign comes in
  return a.make<mlir::arith::ShRSIOp>(a, a.constant(n));
}
inline Lanes shiftRightZero(Lanes a, int64_t n) {
  return a.make<mlir::arith::ShRUIOp>(a, a.constant(n));
}
inline Lanes atMostInteger(Lanes a, int64_t high) {
  return a.make<mlir::arith::MinSIOp>(a, a.constant(high));
}
inline Lanes isZero(Lanes a) {
  return a.make<mlir::arith::CmpIOp>(mlir::arith::CmpIPredicate::eq, a, a.constant(int64_t(0)));
}
Lanes toFloat(Lanes integer, mlir::Type element);   // signed
Lanes toInteger(Lanes integer, mlir::Type element); // widens without a sign, or cuts off
Lanes widen(Lanes f32);                             // f32 -> f64
Lanes narrow(Lanes f64);                            // f64 -> f32, nearest even

} // namespace hac::hacm
