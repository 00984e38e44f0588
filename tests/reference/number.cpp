#include "tests/reference/number.h"

#include <algorithm>
#include <cmath>

namespace hac::reference {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Format makeFormat(int digits, int minExponent, int maxExponent) {
  return {digits, std::ldexp(1.0, -digits), std::ldexp(1.0, minExponent - digits + 1),
          std::ldexp(1.0, minExponent), std::ldexp(2.0 - std::ldexp(1.0, 1 - digits), maxExponent)};
}

const Format f32Format = makeFormat(24, -126, 127);
const Format f64Format = makeFormat(53, -1022, 1023);
const Format bf16Format = makeFormat(8, -126, 127);
const Format f16Format = makeFormat(11, -14, 15);

thread_local const Format *current = &f32Format;

double square(double x) { return x * x; }

/// One rounding to the current format of a result that is itself off by at most `fail`.
double rounding(double value, double fail) {
  bool valueIsExact = fail == 0 && current->digits < 53; // no rounding in double itself
  if (valueIsExact && roundTo(*current, value) == value)
    return 0; // such as 3 + 4 or x · 0
  return current->unit * (std::fabs(value) + fail) + current->smallest / 2;
}

/// How far f moves when x moves by at most `error`.
double spread(double x, double error, Function f, double turn) {
  if (error == 0)
    return 0;
  double value = f(x), low = f(x - error), high = f(x + error);
  double widest = std::max(std::fabs(low - value), std::fabs(high - value));
  if (std::isnan(low) || std::isnan(high))
    return nan; // the interval leaves the domain of f
  if (x - error < turn && turn < x + error)
    widest = std::max(widest, std::fabs(f(turn) - value));
  return widest;
}

} // namespace

bool isFloat(DType type) {
  return type == DType::f32 || type == DType::f64 || type == DType::bf16 || type == DType::f16;
}

const char *nameOf(DType type) {
  static const char *const names[] = {"none", "f32", "f64", "bf16", "f16",
                                      "i8",   "u8",  "i32", "i64",  "bool"};
  return names[static_cast<uint32_t>(type)];
}

const Format &storageFormat(DType type) {
  switch (type) {
  case DType::f64:
    return f64Format;
  case DType::bf16:
    return bf16Format;
  case DType::f16:
    return f16Format;
  default:
    return f32Format;
  }
}

const Format &computeFormat(DType type) { return type == DType::f64 ? f64Format : f32Format; }

const Format &currentFormat() { return *current; }

ComputeIn::ComputeIn(const Format &format) : outer(current) { current = &format; }
ComputeIn::~ComputeIn() { current = outer; }

Real exact(double value) { return {value, 0, 0, false}; }

Real constant(double value) { return exact(roundTo(*current, value)); }

double roundTo(const Format &format, double value) {
  if (value == 0 || !std::isfinite(value))
    return value;
  int exponent = std::max(std::ilogb(value), std::ilogb(format.smallestNormal));
  double step = std::ldexp(1.0, exponent - format.digits + 1);
  double rounded = std::nearbyint(value / step) * step; // the division by a power of two is exact
  return std::fabs(rounded) > format.largest ? std::copysign(infinity, value) : rounded;
}

Real bounded(double value, double fail, double alert, bool undecided) {
  if (!std::isfinite(value))
    return {value, 0, 0, undecided};
  if (!std::isfinite(fail))
    return {value, 0, 0, true};
  if (!std::isfinite(alert)) // it left the domain of a function, where `fail` did not
    alert = fail;
  double ends = current->largest * (1 + current->unit); // from here on a result rounds to infinity
  if (std::fabs(value) - fail >= ends)
    return {std::copysign(infinity, value), 0, 0, undecided};
  if (std::fabs(value) + fail >= ends)
    return {value, fail, alert, true};
  return {value, fail, alert, undecided};
}

Real store(Real x, DType type) {
  const Format &format = storageFormat(type);
  ComputeIn scope(format.unit > current->unit ? format : *current);
  if (format.unit <= computeFormat(type).unit)
    return bounded(x.value, x.fail, x.alert, x.undecided);
  double local = rounding(x.value, x.fail);
  return bounded(x.value, x.fail + local, std::hypot(x.alert, alertFactor * local), x.undecided);
}

Real operator+(Real a, Real b) {
  double value = a.value + b.value, fail = a.fail + b.fail, local = rounding(value, fail);
  return bounded(value, fail + local,
                 std::sqrt(square(a.alert) + square(b.alert) + square(alertFactor * local)),
                 a.undecided || b.undecided);
}

Real operator-(Real a) { return {-a.value, a.fail, a.alert, a.undecided}; }
Real operator-(Real a, Real b) { return a + -b; }

Real operator*(Real a, Real b) {
  double value = a.value * b.value;
  double fail = std::fabs(a.value) * b.fail + std::fabs(b.value) * a.fail + a.fail * b.fail;
  double local = rounding(value, fail);
  return bounded(value, fail + local,
                 std::sqrt(square(a.value * b.alert) + square(b.value * a.alert) +
                           square(a.alert * b.alert) + square(alertFactor * local)),
                 a.undecided || b.undecided);
}

Real operator/(Real a, Real b) {
  double value = a.value / b.value;
  bool undecided = a.undecided || b.undecided;
  if (b.fail != 0 && std::fabs(b.value) <= b.fail)
    undecided = true; // the divisor may be 0
  double least = std::fabs(b.value) - b.fail;
  double likely = std::max(least, std::fabs(b.value) - b.alert);
  double fail = std::isfinite(value) ? (a.fail + std::fabs(value) * b.fail) / least : 0;
  double alert = std::isfinite(value) ? std::hypot(a.alert, value * b.alert) / likely : 0;
  double local = rounding(value, fail);
  return bounded(value, fail + local, std::hypot(alert, alertFactor * local), undecided);
}

Real max(Real a, Real b) {
  bool undecided = a.undecided || b.undecided;
  if (std::isnan(a.value) || std::isnan(b.value))
    return {nan, 0, 0, undecided};
  double value = std::max(a.value, b.value);
  if (std::isinf(a.value) || std::isinf(b.value)) {
    const Real &winner = a.value >= b.value ? a : b;
    return {value, winner.fail, winner.alert, undecided};
  }
  auto spreadBy = [&](double Real::*error) {
    double high = std::max(a.value + a.*error, b.value + b.*error);
    double low = std::max(a.value - a.*error, b.value - b.*error);
    return std::max(high - value, value - low);
  };
  return bounded(value, spreadBy(&Real::fail), spreadBy(&Real::alert), undecided);
}

Real min(Real a, Real b) { return -max(-a, -b); }

Real abs(Real a) {
  return applyAbsolute(a, [](double x) { return std::fabs(x); }, 0, 0);
}

double spacing(double value) {
  if (!std::isfinite(value))
    return 0;
  double rounded = roundTo(*current, value);
  if (std::fabs(rounded) <= current->smallestNormal)
    return current->smallest;
  if (!std::isfinite(rounded))
    rounded = current->largest;
  return std::ldexp(1.0, std::ilogb(rounded) - current->digits + 1);
}

Real applyAbsolute(Real x, Function f, double localError, double turn) {
  double value = f(x.value);
  if (!std::isfinite(x.value)) // exp(-Inf) - 1 is a number
    return bounded(value, localError, localError, x.undecided);
  double fail = spread(x.value, x.fail, f, turn);
  double alert = spread(x.value, x.alert, f, turn);
  bool leavesDomain = std::isnan(fail) && !std::isnan(value);
  if (!std::isfinite(value) && x.fail != 0) // log 0 is a pole: the neighbours are finite
    leavesDomain = leavesDomain || std::isfinite(f(x.value + x.fail));
  return bounded(value, fail + localError, std::hypot(alert, alertFactor * localError),
                 x.undecided || leavesDomain);
}

Real apply(Real x, Function f, double ulps, double turn) {
  double value = f(x.value);
  double fail = std::isfinite(x.value) ? spread(x.value, x.fail, f, turn) : 0;
  // At the far end of the interval the spacing may be wider.
  double widest = std::isfinite(fail) ? std::fabs(value) + fail : value;
  return applyAbsolute(x, f, ulps * spacing(widest), turn);
}

Real step(Real x, Function f) {
  double value = f(x.value);
  bool jumps = x.fail != 0 && (f(x.value - x.fail) != value || f(x.value + x.fail) != value);
  return {value, 0, 0, x.undecided || jumps};
}

Order compare(Real a, Real b) {
  bool undecided = a.undecided || b.undecided;
  if (std::isnan(a.value) || std::isnan(b.value))
    return {2, undecided};
  double reach = a.fail + b.fail;
  if (reach != 0 && std::fabs(a.value - b.value) <= reach)
    undecided = true;
  return {a.value < b.value ? -1 : a.value > b.value ? 1 : 0, undecided};
}

Real exp(Real x) {
  return apply(x, [](double v) { return std::exp(v); }, 2);
}
Real exp2(Real x) {
  return apply(x, [](double v) { return std::exp2(v); }, 1);
}
Real expm1(Real x) {
  return apply(x, [](double v) { return std::expm1(v); }, 2);
}
Real log(Real x) {
  return apply(x, [](double v) { return std::log(v); }, 2);
}
Real log1p(Real x) {
  return apply(x, [](double v) { return std::log1p(v); }, 2);
}
Real sqrt(Real x) {
  return apply(x, [](double v) { return std::sqrt(v); }, 0.5);
}
Real rsqrt(Real x) {
  return apply(x, [](double v) { return 1 / std::sqrt(v); }, 1);
}
Real tanh(Real x) {
  return apply(x, [](double v) { return std::tanh(v); }, 3);
}
Real erf(Real x) {
  return apply(x, [](double v) { return std::erf(v); }, 2);
}
Real floor(Real x) {
  return step(x, [](double v) { return std::floor(v); });
}

Real sigmoid(Real x) {
  return apply(
      x, [](double v) { return v < 0 ? std::exp(v) / (1 + std::exp(v)) : 1 / (1 + std::exp(-v)); },
      3);
}

// 1 ULP. Neither has a slope over 1 or leaves [-1, 1].
static Real wave(Real x, Function f) {
  double value = f(x.value), local = spacing(value);
  return bounded(value, std::min(x.fail, 2.0) + local,
                 std::hypot(std::min(x.alert, 2.0), alertFactor * local), x.undecided);
}
Real sin(Real x) {
  return wave(x, [](double v) { return std::sin(v); });
}
Real cos(Real x) {
  return wave(x, [](double v) { return std::cos(v); });
}

Real sqrtOfSquares(Real x) {
  return apply(x, [](double v) { return std::sqrt(v < 0 ? 0 : v); }, 0.5);
}

Real pow(Real a, Real b) {
  double value = std::pow(a.value, b.value);
  bool undecided = a.undecided || b.undecided;
  if (!std::isfinite(value) || value == 0)
    return {value, 0, 0, undecided || (a.fail != 0 && std::fabs(a.value) <= a.fail)};
  if (!std::isfinite(a.value) || !std::isfinite(b.value)) // inf^0, NaN^0 and 1^NaN are 1
    return {value, 0, 0, undecided};
  auto spreadBy = [&](double Real::*error) {
    double widest = 0;
    for (double x : {a.value - a.*error, a.value + a.*error})
      for (double y : {b.value - b.*error, b.value + b.*error})
        widest = std::max(widest, std::fabs(std::pow(x, y) - value));
    return widest;
  };
  bool exactOperands = a.fail == 0 && b.fail == 0;
  double fail = exactOperands ? 0 : spreadBy(&Real::fail);
  double alert = exactOperands ? 0 : spreadBy(&Real::alert);
  double local = spacing(std::isfinite(fail) ? std::fabs(value) + fail : value); // 1 ULP
  return bounded(value, fail + local, std::hypot(alert, alertFactor * local),
                 undecided || std::isnan(fail));
}

void Sum::add(Real term) {
  count++;
  value += term.value;
  magnitude += std::isfinite(term.value) ? std::fabs(term.value) : 0;
  fail += term.fail;
  alertSquared += square(term.alert);
  undecided |= term.undecided;
}

void Sum::addProduct(Real a, Real b) {
  count++;
  double product = a.value * b.value;
  value += product;
  magnitude += std::isfinite(product) ? std::fabs(product) : 0;
  fail += std::fabs(a.value) * b.fail + std::fabs(b.value) * a.fail + a.fail * b.fail;
  alertSquared += square(a.value * b.alert) + square(b.value * a.alert);
  undecided |= a.undecided || b.undecided;
}

Real Sum::result() const {
  if (std::isinf(value)) // finite terms that overflow the other way make it NaN
    return {value, 0, 0, undecided || magnitude > current->largest};
  if (std::isnan(value))
    return {value, 0, 0, undecided};
  double length = static_cast<double>(count), size = magnitude + fail;
  double flushed = length * current->smallestNormal; // bf16 dot instructions drop subnormals
  double worst = 2 * length * current->unit * size + flushed;
  double likely = alertFactor * std::sqrt(length) * current->unit * size + flushed;
  bool overflows = size > current->largest; // a partial sum may leave the format
  return bounded(value, fail + worst, std::sqrt(alertSquared + square(likely)),
                 undecided || overflows);
}

} // namespace hac::reference
