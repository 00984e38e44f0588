// The numbers of the reference: a double with the distance a correct compiled result may keep from
// it (tests/numerics.md), and exact 64-bit integers.
//
// Every operation here computes the value in double and, beside it, how far rounding in the
// compiled code's own format (f32, or f64 for a model in double) may move the result.
#pragma once
#include <cstdint>
#include <limits>

namespace hac::reference {

enum class DType : uint32_t { none, f32, f64, bf16, f16, i8, u8, i32, i64, boolean };

bool isFloat(DType type);
const char *nameOf(DType type);

/// A binary floating-point format.
struct Format {
  int digits;            // of the significand, the hidden one included: 24 for f32
  double unit;           // half an ulp of 1: 2^-24 for f32
  double smallest;       // positive subnormal
  double smallestNormal; // 2^-126 for f32
  double largest;        // finite
};
const Format &storageFormat(DType type);
/// What the compiled code computes in: f32 for f32, bf16 and f16; f64 for f64.
const Format &computeFormat(DType type);

/// The format that the operations below assume. One node of the graph computes in one format.
const Format &currentFormat();
class ComputeIn {
public:
  explicit ComputeIn(const Format &format);
  ~ComputeIn();
  ComputeIn(const ComputeIn &) = delete;
  ComputeIn &operator=(const ComputeIn &) = delete;

private:
  const Format *outer;
};

struct Real {
  double value = 0;
  double fail = 0;        // worst case: a result further away is a bug
  double alert = 0;       // what rounding errors of random sign stay under, if that is less
  bool undecided = false; // a jump (argmax, comparison, overflow) lies within the bound
};

struct Whole {
  int64_t value = 0;
  bool undecided = false;
};

/// An exact number, such as an element of an input.
Real exact(double value);
/// A number of the model's text, rounded to the current format. Example: 0.1
Real constant(double value);
/// The value that a format gives a number (nearest, ties to even; too large: infinity).
double roundTo(const Format &format, double value);
/// What a 16-bit result adds: one rounding to `type`, and infinity where it is too large.
Real store(Real x, DType type);

// One IEEE rounding each.
Real operator+(Real a, Real b);
Real operator-(Real a, Real b);
Real operator*(Real a, Real b);
Real operator/(Real a, Real b);
Real operator-(Real a); // exact

// Exact; NaN wins.
Real max(Real a, Real b);
Real min(Real a, Real b);
Real abs(Real a);

/// Roundings of random sign are added in quadrature, each counted 8 times: a sum of K of them then
/// stays below 8·sqrt(K)·u·S, as tests/numerics.md says. For few roundings `fail` is the smaller.
inline constexpr double alertFactor = 8;

/// Spacing of the current format at `value`, the unit of an ULP error.
double spacing(double value);

/// f(x), where f is monotone on each side of `turn` (NaN: everywhere) and the compiled code
/// computes it to `ulps`. The error of x is carried over by looking at both ends of its interval.
using Function = double (*)(double);
Real apply(Real x, Function f, double ulps, double turn = std::numeric_limits<double>::quiet_NaN());
/// As `apply`, with a local error in absolute terms.
Real applyAbsolute(Real x, Function f, double localError,
                   double turn = std::numeric_limits<double>::quiet_NaN());
/// f(x) for a step function: undecided where the step may be on either side.
Real step(Real x, Function f);
/// a < b etc.: -1, 0, 1 or 2 (a NaN); undecided where the bounds overlap.
struct Order {
  int sign;
  bool undecided;
};
Order compare(Real a, Real b);

// Functions with the ULP errors of tests/numerics.md.
Real exp(Real x);
Real exp2(Real x);
Real expm1(Real x);
Real log(Real x);
Real log1p(Real x);
Real sqrt(Real x);
Real rsqrt(Real x);
Real sin(Real x);
Real cos(Real x);
Real tanh(Real x);
Real erf(Real x);
Real sigmoid(Real x);
Real floor(Real x);
Real pow(Real a, Real b);
/// sqrt and rsqrt of what cannot be negative, such as a sum of squares.
Real sqrtOfSquares(Real x);

/// A sum of products, bounded by its length and by S = sum |a||b|:
///   fail 2·K·u·S, alert 8·sqrt(K)·u·S for K > 16, beside what the errors of a and b contribute.
class Sum {
public:
  void add(Real term);
  void addProduct(Real a, Real b);
  Real result() const;
  int64_t terms() const { return count; }

private:
  int64_t count = 0;
  double value = 0, magnitude = 0 /* of finite terms */, fail = 0, alertSquared = 0;
  bool undecided = false;
};

/// Gives a result its bounds and its corner cases: a NaN or infinity carries no error, and where
/// the current format may overflow the result is undecided.
Real bounded(double value, double fail, double alert, bool undecided);

} // namespace hac::reference
