// Elementwise ops with one, two and three operands.
#include "tests/reference/interpreter.h"

#include <algorithm>
#include <cmath>

namespace hac::reference {

namespace {

// ---- one operand, floating types: the function and its ULP error (tests/numerics.md)

struct RealFunction {
  const char *op;
  Function f;
  double ulps;
  double turn; // f is monotone on each side of it
};

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double logistic(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
double softplusOf(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }
double reluOf(double x) { return x < 0 ? 0 : x; } // NaN stays
double hardsigmoidOf(double x) { return std::isnan(x) ? x : std::clamp(x + 3, 0.0, 6.0) / 6; }
double erfGelu(double x) { return x * std::erfc(-x / std::sqrt(2.0)) / 2; }
double tanhGelu(double x) {
  return x * logistic(2 * std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)); // (1+tanh z)/2
}
double seluOf(double x) {
  constexpr double alpha = 1.6732632423543772848170429916717;
  constexpr double scale = 1.0507009873554804934193349852946;
  return scale * (x > 0 ? x : alpha * std::expm1(x));
}

const RealFunction realFunctions[] = {
    {"exp", [](double x) { return std::exp(x); }, 2, none},
    {"exp2", [](double x) { return std::exp2(x); }, 1, none},
    {"expm1", [](double x) { return std::expm1(x); }, 2, none},
    {"log", [](double x) { return std::log(x); }, 2, none},
    {"log2", [](double x) { return std::log2(x); }, 2, none},
    {"log1p", [](double x) { return std::log1p(x); }, 2, none},
    {"sqrt", [](double x) { return std::sqrt(x); }, 0.5, none},
    {"rsqrt", [](double x) { return 1 / std::sqrt(x); }, 1, none},
    {"tanh", [](double x) { return std::tanh(x); }, 3, none},
    {"erf", [](double x) { return std::erf(x); }, 2, none},
    {"sigmoid", logistic, 3, none},
    {"softplus", softplusOf, 4, none},
    {"silu", [](double x) { return x * logistic(x); }, 4, -1.2784645427610738},
    {"mish", [](double x) { return x * std::tanh(softplusOf(x)); }, 4, -1.1924293607424398},
    {"selu", seluOf, 4, none},
    {"hardswish", [](double x) { return x * hardsigmoidOf(x); }, 4, -1.5},
    {"hardsigmoid", hardsigmoidOf, 2, none},
    {"square", [](double x) { return x * x; }, 0.5, 0},
};

const RealFunction exactFunctions[] = {
    {"relu", reluOf, 0, none},
    {"relu6", [](double x) { return std::isnan(x) ? x : std::clamp(x, 0.0, 6.0); }, 0, none},
    {"neg", [](double x) { return -x; }, 0, none},
    {"abs", [](double x) { return std::fabs(x); }, 0, 0},
    {"stop_gradient", [](double x) { return x; }, 0, none},
};

const RealFunction stepFunctions[] = {
    {"floor", [](double x) { return std::floor(x); }, 0, none},
    {"ceil", [](double x) { return std::ceil(x); }, 0, none},
    {"round", [](double x) { return std::nearbyint(x); }, 0, none}, // half to even
    {"sign", [](double x) { return x > 0   ? 1.0
                                   : x < 0 ? -1.0
                                           : x; }, 0, none},
};

template <class F> Tensor mapReals(const Tensor &x, F f) {
  Tensor y(x.type, x.shape);
  for (int64_t i = 0; i < x.count(); i++)
    y.reals[i] = f(x.reals[i]);
  return y;
}

template <class F> Tensor mapWholes(const Tensor &x, F f) {
  Tensor y(x.type, x.shape);
  for (int64_t i = 0; i < x.count(); i++)
    y.wholes[i] = {wrap(x.type, f(x.wholes[i].value)), x.wholes[i].undecided};
  return y;
}

int64_t wholeFunction(const std::string &op, int64_t x) {
  if (op == "neg")
    return static_cast<int64_t>(0 - static_cast<uint64_t>(x));
  if (op == "abs")
    return x < 0 ? static_cast<int64_t>(0 - static_cast<uint64_t>(x)) : x;
  if (op == "sign")
    return x > 0 ? 1 : x < 0 ? -1 : 0;
  if (op == "square")
    return static_cast<int64_t>(static_cast<uint64_t>(x) * static_cast<uint64_t>(x));
  return x; // stop_gradient
}

Tensor computed(const Call &call, const RealFunction &function) {
  return mapReals(call.operand(0), [&](Real x) {
    return store(apply(x, function.f, function.ulps, function.turn), call.resultType());
  });
}

Tensor withoutRounding(const Call &call, const RealFunction &function) {
  const Tensor &x = call.operand(0);
  if (!x.isReal())
    return mapWholes(x, [&](int64_t v) { return wholeFunction(call.node->op, v); });
  return mapReals(x, [&](Real v) { return applyAbsolute(v, function.f, 0, function.turn); });
}

Tensor stepwise(const Call &call, const RealFunction &function) {
  const Tensor &x = call.operand(0);
  if (!x.isReal())
    return mapWholes(x, [&](int64_t v) { return wholeFunction(call.node->op, v); });
  return mapReals(x, [&](Real v) { return step(v, function.f); });
}

Tensor square(const Call &call, const RealFunction &function) {
  if (call.operand(0).isReal())
    return computed(call, function);
  return withoutRounding(call, function);
}

// 4 ULP; the tanh form 2^-24·|x| if that is more.
Tensor gelu(const Call &call) {
  bool tanhForm = call.integer("approximate") != 0;
  Function f = tanhForm ? tanhGelu : erfGelu;
  double turn = tanhForm ? -0.7524614220710162 : -0.7517915246935645; // where it is least
  return mapReals(call.operand(0), [&](Real x) {
    double local = 4 * spacing(f(x.value));
    if (tanhForm)
      local = std::max(local, currentFormat().unit * std::fabs(x.value));
    return store(applyAbsolute(x, f, local, turn), call.resultType());
  });
}

Tensor sine(const Call &call) {
  return mapReals(call.operand(0), [&](Real x) { return store(sin(x), call.resultType()); });
}

Tensor cosine(const Call &call) {
  return mapReals(call.operand(0), [&](Real x) { return store(cos(x), call.resultType()); });
}

Tensor reciprocal(const Call &call) {
  return mapReals(call.operand(0), [&](Real x) { return store(exact(1) / x, call.resultType()); });
}

/// `below` is the function for x < 0; where the sign is open both sides count.
template <class F> Real kinked(Real x, F below) {
  if (x.value > 0 && x.value - x.fail >= 0)
    return x;
  Real y = below(x);
  if (x.value + x.fail > 0) { // both sides within reach: the larger error
    y.fail = std::max(y.fail, x.fail);
    y.alert = std::max(y.alert, x.alert);
  }
  if (x.value > 0)
    y.value = x.value;
  return y;
}

Tensor leakyRelu(const Call &call) {
  Real slope = constant(call.number("negative_slope"));
  return mapReals(call.operand(0), [&](Real x) {
    return kinked(x, [&](Real v) { return store(v * slope, call.resultType()); });
  });
}

Tensor elu(const Call &call) {
  Real alpha = constant(call.number("alpha"));
  return mapReals(call.operand(0), [&](Real x) {
    return kinked(x, [&](Real v) { return store(alpha * expm1(v), call.resultType()); });
  });
}

// One weight, or one for each channel: axis 1 at rank 4, else the last axis.
Tensor prelu(const Call &call) {
  const Tensor &x = call.operand(0), &w = call.operand(1);
  int64_t channelAxis = x.rank() == 4 ? 1 : x.rank() - 1;
  if (w.rank() != 1 || (w.count() != 1 && w.count() != x.shape.at(channelAxis)))
    call.refuse("w " + toString(w.shape) + " fits no channels of " + toString(x.shape));
  Tensor y(x.type, x.shape);
  forEach(x.shape, [&](const Index &i) {
    Real slope = w.reals[w.count() == 1 ? 0 : i[channelAxis]];
    y.real(i) = kinked(x.real(i), [&](Real v) { return store(v * slope, x.type); });
  });
  return y;
}

// min(max(x, lo), hi); a NaN stays.
Tensor clamp(const Call &call) {
  const Tensor &x = call.operand(0);
  if (!x.isReal()) {
    int64_t lo = call.integer("lo"), hi = call.integer("hi");
    return mapWholes(x, [&](int64_t v) { return std::min(std::max(v, lo), hi); });
  }
  const Format &format = storageFormat(x.type);
  Real lo = exact(roundTo(format, call.number("lo"))),
       hi = exact(roundTo(format, call.number("hi")));
  return mapReals(x, [&](Real v) { return std::isnan(v.value) ? v : min(max(v, lo), hi); });
}

Tensor logicalNot(const Call &call) {
  const Tensor &x = call.operand(0);
  return mapWholes(x, [&](int64_t v) { return x.type == DType::boolean ? int64_t(!v) : ~v; });
}

// ---- casts

Whole realToWhole(Real x, DType type) {
  auto truncated = [&](double v) -> int64_t {
    if (std::isnan(v))
      return 0;
    if (type == DType::boolean)
      return v != 0;
    double whole = std::trunc(v);
    if (whole <= static_cast<double>(smallestOf(type)))
      return smallestOf(type);
    if (whole >= static_cast<double>(largestOf(type))) // 2^63 for i64
      return largestOf(type);
    return static_cast<int64_t>(whole);
  };
  if (type == DType::boolean && std::isnan(x.value))
    return {1, x.undecided}; // NaN != 0
  bool jumps = x.fail != 0 && (truncated(x.value - x.fail) != truncated(x.value) ||
                               truncated(x.value + x.fail) != truncated(x.value));
  if (type == DType::boolean && x.fail != 0 && std::fabs(x.value) <= x.fail)
    jumps = true;
  return {truncated(x.value), x.undecided || jumps};
}

Real wholeToReal(Whole x, DType type) {
  double value = static_cast<double>(x.value);
  bool fits = roundTo(currentFormat(), value) == value;
  double local = fits ? 0 : currentFormat().unit * std::fabs(value);
  return store({value, local, local, x.undecided}, type);
}

Tensor cast(const Call &call) {
  const Tensor &x = call.operand(0);
  Tensor y(call.resultType(), x.shape);
  for (int64_t i = 0; i < x.count(); i++) {
    if (x.isReal() && y.isReal()) {
      bool widens = storageFormat(y.type).digits >= storageFormat(x.type).digits &&
                    storageFormat(y.type).largest >= storageFormat(x.type).largest;
      Real v = x.reals[i];
      if (x.type == DType::f64 && y.type == DType::f32) {
        ComputeIn scope(storageFormat(DType::f32));
        y.reals[i] = v + exact(0);
      } else {
        y.reals[i] = widens ? v : store(v, y.type);
      }
    } else if (x.isReal()) {
      y.wholes[i] = realToWhole(x.reals[i], y.type);
    } else if (y.isReal()) {
      ComputeIn scope(computeFormat(y.type));
      y.reals[i] = wholeToReal(x.wholes[i], y.type);
    } else {
      y.wholes[i] = {wrap(y.type, x.wholes[i].value), x.wholes[i].undecided};
    }
  }
  return y;
}

// ---- two operands

using RealBinary = Real (*)(Real, Real);
using WholeBinary = int64_t (*)(int64_t, int64_t);

int64_t floorDiv(int64_t a, int64_t b) {
  if (b == 0)
    return 0;
  if (b == -1)
    return static_cast<int64_t>(0 - static_cast<uint64_t>(a)); // MIN / -1 = MIN
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

int64_t remainder(int64_t a, int64_t b) { return b == 0 || b == -1 ? 0 : a - b * floorDiv(a, b); }

template <RealBinary onReals, WholeBinary onWholes, bool isExact = false>
Tensor binary(const Call &call) {
  const Tensor &a = call.operand(0), &b = call.operand(1);
  if (a.type != b.type)
    call.refuse("operands of two types");
  Tensor y(a.type, broadcastShapes(a.shape, b.shape));
  forEach(y.shape, [&](const Index &index) {
    int64_t left = broadcastOffset(a.shape, index), right = broadcastOffset(b.shape, index);
    if constexpr (onReals != nullptr)
      if (a.isReal()) {
        Real value = onReals(a.reals[left], b.reals[right]);
        y.real(index) = isExact ? value : store(value, a.type);
        return;
      }
    if constexpr (onWholes != nullptr)
      if (!a.isReal()) {
        const Whole &x = a.wholes[left], &z = b.wholes[right];
        y.whole(index) = {wrap(a.type, onWholes(x.value, z.value)), x.undecided || z.undecided};
        return;
      }
    call.refuse(std::string("not for the type ") + nameOf(a.type));
  });
  return y;
}

Real plus(Real a, Real b) { return a + b; }
Real minus(Real a, Real b) { return a - b; }
Real times(Real a, Real b) { return a * b; }
Real over(Real a, Real b) { return a / b; }
Real power(Real a, Real b) { return pow(a, b); }
Real larger(Real a, Real b) { return max(a, b); }
Real smaller(Real a, Real b) { return min(a, b); }
int64_t wrapAdd(int64_t a, int64_t b) {
  return static_cast<uint64_t>(a) + static_cast<uint64_t>(b);
}
int64_t wrapSub(int64_t a, int64_t b) {
  return static_cast<uint64_t>(a) - static_cast<uint64_t>(b);
}
int64_t wrapMul(int64_t a, int64_t b) {
  return static_cast<uint64_t>(a) * static_cast<uint64_t>(b);
}
int64_t largerWhole(int64_t a, int64_t b) { return std::max(a, b); }
int64_t smallerWhole(int64_t a, int64_t b) { return std::min(a, b); }
int64_t bitAnd(int64_t a, int64_t b) { return a & b; }
int64_t bitOr(int64_t a, int64_t b) { return a | b; }
int64_t bitXor(int64_t a, int64_t b) { return a ^ b; }

/// `holds` sees -1, 0, 1 (less, equal, greater) or 2 (a NaN is there).
template <bool (*holds)(int)> Tensor comparison(const Call &call) {
  const Tensor &a = call.operand(0), &b = call.operand(1);
  if (a.type != b.type)
    call.refuse("operands of two types");
  Tensor y(DType::boolean, broadcastShapes(a.shape, b.shape));
  forEach(y.shape, [&](const Index &index) {
    int64_t left = broadcastOffset(a.shape, index), right = broadcastOffset(b.shape, index);
    Order order;
    if (a.isReal()) {
      order = compare(a.reals[left], b.reals[right]);
    } else {
      const Whole &x = a.wholes[left], &z = b.wholes[right];
      order = {x.value < z.value ? -1 : x.value > z.value ? 1 : 0, x.undecided || z.undecided};
    }
    y.whole(index) = {holds(order.sign), order.undecided};
  });
  return y;
}

bool isLess(int sign) { return sign == -1; }
bool isLessOrEqual(int sign) { return sign == -1 || sign == 0; }
bool isGreater(int sign) { return sign == 1; }
bool isGreaterOrEqual(int sign) { return sign == 1 || sign == 0; }
bool isEqual(int sign) { return sign == 0; }
bool isNotEqual(int sign) { return sign != 0; }

Tensor where(const Call &call) {
  const Tensor &c = call.operand(0), &a = call.operand(1), &b = call.operand(2);
  if (c.type != DType::boolean || a.type != b.type)
    call.refuse("expected a bool and two tensors of one type");
  Tensor y(a.type, broadcastShapes(c.shape, broadcastShapes(a.shape, b.shape)));
  int64_t to = 0;
  forEach(y.shape, [&](const Index &index) {
    const Whole &condition = c.wholes[broadcastOffset(c.shape, index)];
    const Tensor &chosen = condition.value ? a : b;
    y.take(to, chosen, broadcastOffset(chosen.shape, index));
    if (condition.undecided)
      (y.isReal() ? y.reals[to].undecided : y.wholes[to].undecided) = true;
    to++;
  });
  return y;
}

Op single(Tensor (*f)(const Call &)) {
  return [f](const Call &call) { return std::vector<Tensor>{f(call)}; };
}

Op ofFunction(Tensor (*f)(const Call &, const RealFunction &), const RealFunction &function) {
  return [f, &function](const Call &call) { return std::vector<Tensor>{f(call, function)}; };
}

} // namespace

void addElementwiseOps(OpTable &ops) {
  for (const RealFunction &function : realFunctions)
    ops[function.op] = ofFunction(computed, function);
  for (const RealFunction &function : realFunctions)
    if (function.op == std::string("square"))
      ops["square"] = ofFunction(square, function);
  for (const RealFunction &function : exactFunctions)
    ops[function.op] = ofFunction(withoutRounding, function);
  for (const RealFunction &function : stepFunctions)
    ops[function.op] = ofFunction(stepwise, function);
  ops["sin"] = single(sine);
  ops["cos"] = single(cosine);
  ops["reciprocal"] = single(reciprocal);
  ops["gelu"] = single(gelu);
  ops["leaky_relu"] = single(leakyRelu);
  ops["elu"] = single(elu);
  ops["prelu"] = single(prelu);
  ops["clamp"] = single(clamp);
  ops["logical_not"] = single(logicalNot);
  ops["cast"] = single(cast);

  ops["add"] = single(binary<plus, wrapAdd>);
  ops["sub"] = single(binary<minus, wrapSub>);
  ops["mul"] = single(binary<times, wrapMul>);
  ops["div"] = single(binary<over, nullptr>);
  ops["pow"] = single(binary<power, nullptr>);
  ops["maximum"] = single(binary<larger, largerWhole, true>);
  ops["minimum"] = single(binary<smaller, smallerWhole, true>);
  ops["remainder"] = single(binary<nullptr, remainder>);
  ops["floor_div"] = single(binary<nullptr, floorDiv>);
  ops["bit_and"] = single(binary<nullptr, bitAnd>);
  ops["bit_or"] = single(binary<nullptr, bitOr>);
  ops["bit_xor"] = single(binary<nullptr, bitXor>);
  ops["lt"] = single(comparison<isLess>);
  ops["le"] = single(comparison<isLessOrEqual>);
  ops["gt"] = single(comparison<isGreater>);
  ops["ge"] = single(comparison<isGreaterOrEqual>);
  ops["eq"] = single(comparison<isEqual>);
  ops["ne"] = single(comparison<isNotEqual>);
  ops["where"] = single(where);
}

} // namespace hac::reference
