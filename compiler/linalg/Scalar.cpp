#include "compiler/linalg/Scalar.h"

namespace hac::linalg_stage {

using namespace arith;

static Value realToInteger(OpBuilder &b, Location loc, Value x, unsigned bits, bool isSigned) {
  Type wide = b.getIntegerType(bits == 64 ? 64 : 32), type = x.getType();
  // Limits are powers of two or small, so they are exact in f32: [lo, above).
  double above = std::ldexp(1.0, int(bits) - isSigned), lo = isSigned ? -above : 0.0;
  APInt largest = isSigned ? APInt::getSignedMaxValue(bits) : APInt::getMaxValue(bits);
  APInt smallest = isSigned ? APInt::getSignedMinValue(bits) : APInt::getMinValue(bits);
  Value zero = real(b, loc, type, 0);
  Value tooLarge = CmpFOp::create(b, loc, CmpFPredicate::OGE, x, real(b, loc, type, above));
  Value tooSmall = CmpFOp::create(b, loc, CmpFPredicate::OLT, x, real(b, loc, type, lo));
  Value isNaN = CmpFOp::create(b, loc, CmpFPredicate::UNO, x, x);
  Value outside = OrIOp::create(b, loc, OrIOp::create(b, loc, tooLarge, tooSmall), isNaN);
  Value inside = SelectOp::create(b, loc, outside, zero, x); // fptosi of anything else is poison
  Value result = FPToSIOp::create(b, loc, wide, inside);
  auto limit = [&](const APInt &v) {
    return integer(b, loc, wide, isSigned ? v.getSExtValue() : int64_t(v.getZExtValue()));
  };
  result = SelectOp::create(b, loc, tooLarge, limit(largest), result);
  return SelectOp::create(b, loc, tooSmall, limit(smallest), result);
}

Value castScalar(OpBuilder &b, Location loc, Value x, Type from, Type to) {
  Type target = computeType(to);
  if (to.isInteger(1)) {
    if (isa<FloatType>(x.getType()))
      return CmpFOp::create(b, loc, CmpFPredicate::UNE, x, real(b, loc, x.getType(), 0));
    return CmpIOp::create(b, loc, CmpIPredicate::ne, x, integer(b, loc, x.getType(), 0));
  }
  if (isa<FloatType>(to)) {
    if (from.isInteger(1))
      return UIToFPOp::create(b, loc, target, x);
    if (isa<FloatType>(from)) {
      unsigned have = x.getType().getIntOrFloatBitWidth(), want = target.getIntOrFloatBitWidth();
      return have == want  ? x
             : have < want ? ExtFOp::create(b, loc, target, x).getResult()
                           : TruncFOp::create(b, loc, target, x).getResult();
    }
    return SIToFPOp::create(b, loc, target, x); // u8 is an i32 by now
  }
  if (isa<FloatType>(from))
    return realToInteger(b, loc, x, to.getIntOrFloatBitWidth(), !to.isUnsignedInteger());
  unsigned have = x.getType().getIntOrFloatBitWidth(), want = target.getIntOrFloatBitWidth();
  if (have < want)
    x = from.isInteger(1) ? ExtUIOp::create(b, loc, target, x).getResult()
                          : ExtSIOp::create(b, loc, target, x).getResult();
  else if (have > want)
    x = TruncIOp::create(b, loc, target, x);
  return x; // to 8 bits: fromCompute wraps
}

} // namespace hac::linalg_stage
