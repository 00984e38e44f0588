// exp, log, error function and what is built on them. Three ideas carry all of it:
//  - e^x = 2^k * e^r with k whole and |r| <= ln(2)/2. Adding 1.5 * 2^23 rounds to a whole number
//    and leaves k in the low bits; no float-to-integer conversion, which is poison for NaN.
//  - 2^k is made of two factors, so that a subnormal result is rounded once, and multiplied in, so
//    that NaN stays NaN.
//  - e^r - 1 is kept apart from 1: it is what expm1 needs, and a product
//    g * e^r = g + g * (e^r - 1) then takes only a part of its error.
#include "compiler/vector/MathFunctions.h"
#include "compiler/vector/LaneMath.h"
#include "compiler/vector/MathCoefficients.h"

#include <limits>

using namespace mlir;

namespace hac::hacm {

static constexpr double inf = std::numeric_limits<double>::infinity();
static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
static constexpr double roundingShift = 12582912.0;         // 1.5 * 2^23
static constexpr int64_t roundingShiftBits = 0x4B400000;    // the same, as bits
static constexpr double log2e = 1.44269504;                 // nearest f32
static constexpr double log2eRest = 1.925963033500011e-08;  // log2(e) - log2e, rounded to f32
static constexpr double ln2High = 0.693145751953125;        // 15 bits: k * ln2High is exact
static constexpr double ln2Low = 1.42860682030941723212e-6; // ln(2) - ln2High
static constexpr int64_t sqrtHalfBits = 0x3F3504F3;         // sqrt(1/2)

/// e^x = (1 + expm1) * 2^k.
struct ReducedExp {
  Lanes expm1;
  Lanes k;
};

/// e^r - 1, |r| <= ln(2)/2.
static Lanes expm1OfReduced(Lanes r) { return fma(r * r, polynomial(r, expPoly), r); }

/// e^x, |x| < 200.
static ReducedExp reduceExp(Lanes x) {
  Lanes shifted = fma(x, log2e, roundingShift);
  Lanes n = shifted - roundingShift;
  Lanes high = fma(n, -ln2High, x); // exact
  Lanes r = fma(n, -ln2Low, high);
  return {expm1OfReduced(r), add(bits(shifted), -roundingShiftBits)};
}

/// e^(x + rest), |rest| far below 1, with k + `bias` in the low bits of k: an exponent field for
/// shiftLeft(k, 23).
static ReducedExp reduceExp(Lanes x, Lanes rest, int64_t bias) {
  Lanes shifted = fma(x, log2e, roundingShift + bias);
  Lanes n = shifted - (roundingShift + bias);
  Lanes high = fma(n, -ln2High, x); // exact
  return {expm1OfReduced(high + fma(n, -ln2Low, rest)), bits(shifted)};
}

static Lanes powerOfTwo(Lanes k) {
  return fromBits(shiftLeft(add(k, 127), 23));
} // -126 <= k <= 127

/// p * 2^k, -252 <= k <= 254, rounded once.
static Lanes scale(Lanes p, Lanes k) {
  Lanes half = shiftRight(k, 1);
  return p * powerOfTwo(half) * powerOfTwo(sub(k, half));
}

static Lanes exp(Lanes x) {
  ReducedExp e = reduceExp(atMost(atLeast(x, -104), 89)); // e^-104 rounds to 0, e^89 to Inf
  return scale(e.expm1 + 1, e.k);
}

/// e^x - 1 for 0 <= x <= 88.
static Lanes expm1OfPositive(Lanes x) {
  ReducedExp e = reduceExp(x);
  Lanes power = powerOfTwo(e.k);
  return fma(power, e.expm1, power - 1);
}

static Lanes expm1(Lanes x) {
  ReducedExp e = reduceExp(atMost(atLeast(x, -30), 89));
  Lanes half = powerOfTwo(add(e.k, -1)); // 2^128 does not exist
  Lanes scaled = fma(half, e.expm1, half - 0.5) * 2;
  return copysign(select(isZero(e.k), e.expm1, scaled), x); // k = 0: halving could round
}

static Lanes exp2(Lanes x) {
  Lanes z = atMost(atLeast(x, -151), 129); // 2^-151 rounds to 0, 2^129 to Inf
  Lanes shifted = z + roundingShift;
  Lanes f = z - (shifted - roundingShift);
  return scale(fma(polynomial(f, exp2Poly), f, 1), add(bits(shifted), -roundingShiftBits));
}

static Lanes exp2NonPositive(Lanes x) {
  Lanes z = atLeast(x, -126);
  Lanes shifted = z + (roundingShift + 127); // low bits: n + 127, an exponent field
  Lanes f = z - (shifted - (roundingShift + 127));
  Lanes power = fromBits(shiftLeft(bits(shifted), 23));
  return select(x < -126, 0.0, fma(polynomial(f, exp2Poly), f, 1) * power);
}

/// x = (1 + f) * 2^n with sqrt(1/2) <= 1 + f < sqrt(2), for 0 < x < Inf.
struct ReducedLog {
  Lanes f;
  Lanes n; // an integer
};

static ReducedLog reduceLog(Lanes x) { // x not subnormal
  Lanes offset = add(bits(x), -sqrtHalfBits);
  Lanes m = fromBits(add(bitAnd(offset, 0x7FFFFF), sqrtHalfBits));
  return {m - 1, shiftRight(offset, 23)};
}

static ReducedLog reduceLogOfAny(Lanes x) {
  Lanes tiny = x < 0x1p-126;
  ReducedLog r = reduceLog(select(tiny, x * 0x1p24, x));
  return {r.f, select(tiny, add(r.n, -24), r.n)};
}

static Lanes asFloat(Lanes n, Lanes like) { return toFloat(n, like.element()); }

static Lanes logOf(ReducedLog x) {
  Lanes n = asFloat(x.n, x.f);
  Lanes square = x.f * x.f;
  Lanes rest = fma(square * x.f, polynomial(x.f, logPoly), n * ln2Low);
  return fma(n, ln2High, fma(square, -0.5, rest) + x.f);
}

/// `value` where 0 < x < Inf; else what a logarithm gives there.
static Lanes logSpecials(Lanes x, Lanes value) {
  Lanes special = select(x < 0, nan, select(x == 0, -inf, x)); // Inf and NaN: themselves
  return select((x > 0) && (x < inf), value, special);
}

static Lanes log(Lanes x) { return logSpecials(x, logOf(reduceLogOfAny(x))); }

static Lanes log2(Lanes x) {
  ReducedLog r = reduceLogOfAny(x);
  Lanes rest = fma(r.f * r.f, polynomial(r.f, log2Poly), r.f * log2eRest);
  return logSpecials(x, asFloat(r.n, x) + fma(r.f, log2e, rest));
}

static Lanes log1p(Lanes x) {
  Lanes u = x + 1;
  Lanes rounded = u - 1;
  Lanes lost = (1 - (u - rounded)) + (x - rounded); // x + 1 = u + lost, exactly
  ReducedLog r = reduceLog(u);
  // f of u + lost; from 2^64 on `lost` counts no more, and 2^-n must stay a normal number
  Lanes shrink = powerOfTwo(sub(r.n.constant(int64_t(0)), atMostInteger(r.n, 64)));
  Lanes value = logOf({fma(lost, shrink, r.f), r.n});
  return copysign(logSpecials(u, value), x); // -0 too; NaN for x < -1
}

static Lanes tanh(Lanes x) {        // e / (e + 2) with e = exp(2|x|) - 1
  Lanes size = atMost(abs(x), 9.2); // tanh 9.2 rounds to 1
  Lanes e = expm1OfPositive(size + size);
  return copysign(e / (e + 2), x);
}

static Lanes erf(Lanes x) {
  Lanes square = x * x;
  Lanes small = fma(polynomial(square, erfSmallPoly), x, x);
  Lanes t = atMost(abs(x), 4); // erf 4 rounds to 1
  ReducedExp e = reduceExp(-fma(polynomial(t, erfLargePoly), t, t));
  Lanes large = 1 - (e.expm1 + 1) * powerOfTwo(e.k);
  return select(abs(x) < 0.9277, small, copysign(large, x));
}

static Lanes rsqrt(Lanes x) { // a Newton step with the residual 1 - x y y in twice the precision
  Lanes y = 1 / sqrt(x);
  Lanes xy = x * y;
  Lanes residual = fma(-fma(x, y, -xy), y, fma(-xy, y, 1));
  return select((x == 0) || (x == inf), y, fma(y * 0.5, residual, y));
}

static Lanes sigmoid(Lanes x) {
  Lanes e = exp(-abs(x)); // no overflow, and exact zeros far out
  return select(x < 0, e, 1.0) / (e + 1);
}

// silu and mish of a negative number are x * e^x * (about 1): x goes in before 2^k, or the product
// would inherit the absolute error of a subnormal e^x. Below -120 they are 0 (and NaN for -Inf).

static Lanes silu(Lanes x) {
  ReducedExp e = reduceExp(atLeast(-abs(x), -120));
  Lanes z = atLeast(x, -120);
  Lanes numerator = select(x < 0, scale(fma(z, e.expm1, z), e.k), x);
  return select(x < -120, x * 0, numerator / (scale(e.expm1 + 1, e.k) + 1));
}

static Lanes mish(Lanes x) {              // tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2), e = e^x
  Lanes z = atMost(atLeast(x, -120), 20); // beyond 20 the factor rounds to 1
  ReducedExp r = reduceExp(z);
  Lanes e = scale(r.expm1 + 1, r.k);
  Lanes value = scale(fma(z, r.expm1, z), r.k) * ((e + 2) / fma(e, e + 2, 2));
  return select(x > 20, x, select(x < -120, x * 0, value));
}

static Lanes softplus(Lanes x) { // max(x, 0) + log(1 + e^-|x|)
  return select(x < 0, 0.0, x) + log1p(exp(-abs(x)));
}

/// max(x, 0) - |x| Phi(-|x|): nothing cancels in the tail.
static Lanes gelu(Lanes x) {
  Lanes t = atMost(abs(x), 16); // 16 Phi(-16) rounds to 0
  Lanes y = t / (t + 4);
  Lanes p = polynomial(fma(y, 2.5, -1), geluPoly);
  Lanes mills = y * p; // t Phi(-t) e^(t^2/2)
  Lanes half = t * -0.5;
  Lanes exponent = t * half;
  Lanes lost = fma(t, half, -exponent);
  // 2^64 e^exponent: k + 64 + 127 comes out as an exponent field, and one factor serves all k
  ReducedExp e = reduceExp(exponent, lost, 64 + 127);
  // with what the product lost; without it the worst case is 4.02 ULP
  Lanes tail = mills + fma(mills, e.expm1, fma(y, p, -mills));
  Lanes negated = select(x < -0.0, x, -0.0) - x; // -max(x, 0); NaN for -Inf, zeros keep their sign
  return fma(tail * fromBits(shiftLeft(e.k, 23)), -0x1p-64, -negated);
}

static Lanes geluTanh(Lanes x) { // tanh u = 2 sigmoid(2u) - 1: x * sigmoid(2u) has no cancellation
  constexpr double twice = 1.5957691216057308; // 2 sqrt(2/pi)
  return x * sigmoid(x * fma(x * x, 0.044715 * twice, twice));
}

using Unary = Lanes (*)(Lanes);
static Value apply(Unary function, OpBuilder &b, Location loc, Value x) {
  return function(Lanes(b, loc, x));
}
Value buildExp(OpBuilder &b, Location loc, Value x) { return apply(exp, b, loc, x); }
Value buildExp2(OpBuilder &b, Location loc, Value x) { return apply(exp2, b, loc, x); }
Value buildExpm1(OpBuilder &b, Location loc, Value x) { return apply(expm1, b, loc, x); }
Value buildExp2NonPositive(OpBuilder &b, Location loc, Value x) {
  return apply(exp2NonPositive, b, loc, x);
}
Value buildLog(OpBuilder &b, Location loc, Value x) { return apply(log, b, loc, x); }
Value buildLog2(OpBuilder &b, Location loc, Value x) { return apply(log2, b, loc, x); }
Value buildLog1p(OpBuilder &b, Location loc, Value x) { return apply(log1p, b, loc, x); }
Value buildTanh(OpBuilder &b, Location loc, Value x) { return apply(tanh, b, loc, x); }
Value buildErf(OpBuilder &b, Location loc, Value x) { return apply(erf, b, loc, x); }
Value buildRsqrt(OpBuilder &b, Location loc, Value x) { return apply(rsqrt, b, loc, x); }
Value buildSigmoid(OpBuilder &b, Location loc, Value x) { return apply(sigmoid, b, loc, x); }
Value buildSilu(OpBuilder &b, Location loc, Value x) { return apply(silu, b, loc, x); }
Value buildGelu(OpBuilder &b, Location loc, Value x) { return apply(gelu, b, loc, x); }
Value buildGeluTanh(OpBuilder &b, Location loc, Value x) { return apply(geluTanh, b, loc, x); }
Value buildSoftplus(OpBuilder &b, Location loc, Value x) { return apply(softplus, b, loc, x); }
Value buildMish(OpBuilder &b, Location loc, Value x) { return apply(mish, b, loc, x); }

} // namespace hac::hacm
