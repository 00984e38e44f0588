// sin, cos and pow: computed in f64, where the error of an f32 argument costs nothing.
#include "compiler/vector/LaneMath.h"
#include "compiler/vector/MathCoefficients.h"
#include "compiler/vector/MathFunctions.h"

#include <array>
#include <limits>

using namespace mlir;

namespace hac::hacm {

static constexpr double inf = std::numeric_limits<double>::infinity();
static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
static constexpr double roundingShift = 6755399441055744.0; // 1.5 * 2^52: rounds to a whole number
static constexpr double halfPi = 0x1.921fb54442d18p+0;
static constexpr double halfPiRest = 0x1.1a62633145c07p-54; // pi/2 - halfPi

/// |x| = quadrant * pi/2 + r, |r| <= pi/4. Only the low two bits of the quadrant mean anything.
struct Quadrant {
  Lanes r;
  Lanes quadrant; // i64
};

static Quadrant reduceNear(Lanes size) { // f64, 0 <= size < 2^30
  Lanes shifted = fma(size, 1 / halfPi, roundingShift);
  Lanes n = shifted - roundingShift;
  return {fma(n, -halfPiRest, fma(n, -halfPi, size)), bits(shifted)};
}

// 2/pi in binary, 32 zeros in front. Entry i holds the bits 32i .. 32i+63.
static constexpr std::array<uint64_t, 7> twoOverPi = {
    0x00000000A2F9836E, 0xA2F9836E4E441529, 0x4E441529FC2757D1, 0xFC2757D1F534DDC0,
    0xF534DDC0DB629599, 0xDB6295993C439041, 0x3C439041FE5163AB};

/// For 2^23 <= size < Inf, size an f32 value m * 2^e with m a 24-bit whole number (Payne, Hanek
/// 1983): size * 2/pi modulo 4 needs only 96 bits of 2/pi, those from e - 2 behind the point on.
static Quadrant reduceFar(Lanes size32) {
  OpBuilder &b = size32.getBuilder();
  Lanes word = toInteger(bits(size32), b.getI64Type());
  Lanes m = add(bitAnd(word, 0x7FFFFF), 0x800000);
  Lanes first = add(shiftRightZero(word, 23), 32 - 2 - 150); // e = exponent field - 150
  Lanes entry = shiftRight(first, 5), within = bitAnd(first, 31);
  auto digit = [&](int offset) { // 32 bits of 2/pi from `first` + 32 * offset on
    Lanes pair = word.constant(int64_t(twoOverPi[offset]));
    for (int i = 1; i <= 4; ++i)
      pair = select(isZero(add(entry, -i)), word.constant(int64_t(twoOverPi[offset + i])), pair);
    return shiftRightZero(shiftLeft(pair, within), 32);
  };
  // high 64 of the 96 bits; the top two are the quadrant
  Lanes product = add(add(shiftLeft(mul(m, digit(0)), 32), mul(m, digit(1))),
                      shiftRightZero(mul(m, digit(2)), 32));
  Lanes quadrant = shiftRight(add(product, int64_t(1) << 61), 62);
  Lanes fraction = sub(product, shiftLeft(quadrant, 62));
  return {toFloat(fraction, b.getF64Type()) * (halfPi * 0x1p-62), quadrant};
}

/// sin of quadrant * pi/2 + r; one quadrant more makes it cos.
static Lanes sinOfQuadrant(Quadrant q) {
  Lanes square = q.r * q.r;
  Lanes sine = fma(square * q.r, polynomial(square, sinPoly), q.r);
  Lanes cosine = fma(square * square, polynomial(square, cosPoly), fma(square, -0.5, 1));
  Lanes value = select(isZero(bitAnd(q.quadrant, 1)), sine, cosine);
  Lanes sign = shiftLeft(shiftRightZero(q.quadrant, 1), 63); // quadrants 2 and 3 are negative
  return fromBits(bits(value).make<arith::XOrIOp>(bits(value), sign));
}

static Lanes sinOrCos(Lanes x, bool isCos) {
  bool isF32 = x.element().isF32();
  Lanes size = abs(x);
  Lanes wide = isF32 ? widen(size) : size;
  Quadrant q = reduceNear(wide);
  if (isF32) {
    Lanes isFar = size > 0x1p23;
    Quadrant far = reduceFar(size);
    q = {select(isFar, far.r, q.r), select(isFar, far.quadrant, q.quadrant)};
  }
  Lanes value = sinOfQuadrant(isCos ? Quadrant{q.r, add(q.quadrant, 1)} : q);
  value = select(size < (isF32 ? inf : 0x1p30), value, nan);
  if (!isCos) // odd; copysign would lose the sign of the quadrant
    value = select(x < 0, -value, value);
  if (isF32)
    value = narrow(value);
  return isCos ? value : select(x == 0, x, value); // sin(-0) = -0
}

Value buildSin(OpBuilder &b, Location loc, Value x) { return sinOrCos(Lanes(b, loc, x), false); }
Value buildCos(OpBuilder &b, Location loc, Value x) { return sinOrCos(Lanes(b, loc, x), true); }

/// log2 of x >= 0, f64 that was an f32, so never subnormal.
static Lanes log2(Lanes x) {
  constexpr int64_t sqrtHalfBits = 0x3FE6A09E667F3BCD;
  Lanes offset = add(bits(x), -sqrtHalfBits);
  Lanes m = fromBits(add(bitAnd(offset, 0xFFFFFFFFFFFFF), sqrtHalfBits));
  OpBuilder &b = x.getBuilder();
  Lanes n = toFloat(toInteger(shiftRight(offset, 52), b.getI32Type()), b.getF64Type());
  Lanes s = (m - 1) / (m + 1);
  Lanes value = fma(s, polynomial(s * s, log2Poly64), n);
  return select((x > 0) && (x < inf), value, select(x == 0, -inf, x));
}

static Lanes exp2(Lanes x) {                     // results outside f32 become its 0 and Inf
  constexpr double shift = roundingShift + 1023; // low bits: n + 1023, an exponent field
  Lanes z = atMost(atLeast(x, -200), 200);
  Lanes shifted = z + shift;
  Lanes f = z - (shifted - shift);
  return fma(polynomial(f, exp2Poly64), f, 1) * fromBits(shiftLeft(bits(shifted), 52));
}

static Lanes pow(Lanes x, Lanes y) {
  Lanes exponent = widen(atMost(atLeast(y, -1e30), 1e30)); // so that log2(1) * Inf is 0
  Lanes size = narrow(exp2(exponent * log2(widen(abs(x)))));
  Lanes half = y * 0.5;
  Lanes whole = floor(y) == y;
  Lanes odd = whole && (floor(half) != half); // not for Inf, nor for the even ones from 2^24 on
  Lanes value = select(odd, copysign(size, x), size);
  value = select((x < 0) && (x > -inf) && (floor(y) != y), nan, value);
  value = select(x != x, nan, value);
  return select((x == 1) || (y == 0), 1.0, value);
}

Value buildPow(OpBuilder &b, Location loc, Value x, Value y) {
  Lanes base(b, loc, x);
  return pow(base, base.with(y));
}

} // namespace hac::hacm
