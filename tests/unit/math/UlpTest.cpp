// Holds hac's mathematical functions to the bounds of tests/numerics.md, against libm in double.
//
// HAC_MATH_STRIDE=n tests every n-th of the 2^32 f32 values (default 89; 1: all, for a release).
#include "compiler/vector/Passes.h"
#include "tests/unit/Jit.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace {

using Kernel = void(const float *x, const float *y, float *out, int64_t count);

constexpr float inf = INFINITY;
constexpr int64_t chunk = 4096;

struct Function {
  const char *name; // also the op's last part
  const char *op;
  double bound;                        // ULP
  double (*exact)(double x, double y); // y is used by powf only
  double perSize = 0;                  // an error of perSize * |x| counts as `bound`
};

double softplus(double x) { return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x))); }
double gelu(double x) { return 0.5 * x * std::erfc(-x * 0.70710678118654752440); }
double geluTanh(double x) {
  return x / (1 + std::exp(-1.5957691216057307118 * (x + 0.044715 * x * x * x)));
}

const Function functions[] = {
    {"exp2", "math.exp2", 1, [](double x, double) { return std::exp2(x); }},
    {"exp", "math.exp", 2, [](double x, double) { return std::exp(x); }},
    {"expm1", "math.expm1", 2, [](double x, double) { return std::expm1(x); }},
    {"log", "math.log", 2, [](double x, double) { return std::log(x); }},
    {"log2", "math.log2", 2, [](double x, double) { return std::log2(x); }},
    {"log1p", "math.log1p", 2, [](double x, double) { return std::log1p(x); }},
    {"tanh", "math.tanh", 3, [](double x, double) { return std::tanh(x); }},
    {"erf", "math.erf", 2, [](double x, double) { return std::erf(x); }},
    {"rsqrt", "math.rsqrt", 1, [](double x, double) { return 1 / std::sqrt(x); }},
    {"sin", "math.sin", 1, [](double x, double) { return std::sin(x); }},
    {"cos", "math.cos", 1, [](double x, double) { return std::cos(x); }},
    {"powf", "math.powf", 1, [](double x, double y) { return std::pow(x, y); }},
    {"sqrt", "math.sqrt", 0.5, [](double x, double) { return std::sqrt(x); }},
    {"sigmoid", "hacm.sigmoid", 3, [](double x, double) { return 1 / (1 + std::exp(-x)); }},
    {"silu", "hacm.silu", 4, [](double x, double) { return x / (1 + std::exp(-x)); }},
    {"gelu", "hacm.gelu", 4, [](double x, double) { return gelu(x); }},
    {"gelu_tanh", "hacm.gelu_tanh", 4, [](double x, double) { return geluTanh(x); }, 0x1p-24},
    {"softplus", "hacm.softplus", 4, [](double x, double) { return softplus(x); }},
    {"mish", "hacm.mish", 4, [](double x, double) { return x * std::tanh(softplus(x)); }},
};

/// `void name_vector(x, y, out, count)` and `name_scalar`, a loop over one op each.
std::string textOf(const Function &f) {
  std::string text;
  for (const char *type : {"vector<16xf32>", "f32"}) {
    bool scalar = std::string(type) == "f32", binary = std::string(f.name) == "powf";
    text += "func.func @" + std::string(f.name) + (scalar ? "_scalar" : "_vector") +
            "(%x: !llvm.ptr, %y: !llvm.ptr, %out: !llvm.ptr, %count: i64) {\n"
            "  %zero = arith.constant 0 : i64\n  %step = arith.constant " +
            (scalar ? "1" : "16") + " : i64\n  scf.for %i = %zero to %count step %step : i64 {\n";
    for (const char *p : {"x", "y", "out"})
      text += std::string("    %") + p + "p = llvm.getelementptr %" + p +
              "[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32\n";
    text += std::string("    %a = llvm.load %xp {alignment = 4} : !llvm.ptr -> ") + type +
            "\n    %b = llvm.load %yp {alignment = 4} : !llvm.ptr -> " + type +
            "\n    %r = " + f.op + (binary ? " %a, %b : " : " %a : ") + type +
            "\n    llvm.store %r, %outp {alignment = 4} : " + type +
            ", !llvm.ptr\n  }\n  return\n}\n";
  }
  return text;
}

std::string allFunctions() {
  std::string text;
  for (const Function &f : functions)
    text += textOf(f);
  return text;
}

void lowerMath(mlir::OpPassManager &passes) { passes.addPass(hac::vector::createLowerMath()); }

hac::test::Jit &jitFor(const std::string &cpu) {
  static std::map<std::string, hac::test::Jit> jits;
  auto found = jits.find(cpu);
  if (found == jits.end())
    found = jits.emplace(cpu, hac::test::Jit(allFunctions(), lowerMath,
                                             {.cpu = cpu, .optimize = false, .dump = ""}))
                .first;
  return found->second;
}

float fromBits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

uint32_t bitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

/// |got - exact| in spacings of f32 at the rounded exact value; 0 for two NaNs, Inf counts as
/// 2^128.
double ulpError(float got, double exact) {
  if (std::isnan(exact) || std::isnan(got))
    return std::isnan(exact) && std::isnan(got) ? 0 : HUGE_VAL;
  double rounded = std::min(std::fabs(double(float(exact))), 0x1.fffffep127);
  double spacing = std::ldexp(1, std::max(std::ilogb(std::max(rounded, 0x1p-126)), -126) - 23);
  auto finite = [](double v) { return std::clamp(v, -0x1p128, 0x1p128); };
  return std::fabs(finite(got) - finite(exact)) / spacing;
}

uint64_t stride() {
  const char *text = std::getenv("HAC_MATH_STRIDE");
  return text ? std::max(1LL, std::atoll(text)) : 89;
}

class Ulp : public testing::TestWithParam<Function> {};

TEST_P(Ulp, HoldsItsBoundAndItsBitsOnEveryLevel) {
  const Function &f = GetParam();
  Kernel *native = jitFor("native").lookup<Kernel>(f.name + std::string("_vector"));
  std::vector<Kernel *> others = {jitFor("native").lookup<Kernel>(f.name + std::string("_scalar"))};
  for (const char *cpu : {"x86-64-v3", "x86-64-v4"})
    if (hac::test::runsHere(cpu))
      others.push_back(jitFor(cpu).lookup<Kernel>(f.name + std::string("_vector")));

  std::vector<float> x(chunk), y(chunk), out(chunk), other(chunk);
  double worst = 0;
  float worstAt = 0;
  uint64_t tested = 0, chunks = 0;
  for (uint64_t next = 0; next < 0x100000000;) {
    for (int64_t i = 0; i < chunk; ++i, next += stride()) {
      x[i] = fromBits(uint32_t(next)); // past the end the first values come again
      // half of the exponents of powf give a finite result, the rest are any f32 or whole numbers
      uint32_t random = uint32_t(next) * 2654435761u + uint32_t(next >> 7);
      y[i] = random % 4 == 0 ? fromBits(random * 2246822519u)
             : random % 4 == 1
                 ? float(int(random >> 8) % 64 - 32)
                 : float((int(random >> 8) % 20000 - 10000) / 10000. * 150. /
                         std::max(std::fabs(std::log2(std::fabs(double(x[i])))), 1e-6));
    }
    native(x.data(), y.data(), out.data(), chunk);
    for (int64_t i = 0; i < chunk; ++i) {
      double exact = f.exact(x[i], y[i]);
      double error = ulpError(out[i], exact);
      if (f.perSize > 0 && std::fabs(x[i]) >= 0x1p-100f) // in units of the wider bound
        error =
            std::min(error, f.bound * std::fabs(out[i] - exact) / (f.perSize * std::fabs(x[i])));
      // a NaN that f.exact makes of Inf * 0 or Inf / Inf is judged by Specials
      if (std::isinf(x[i]))
        continue;
      if (error > worst) {
        worst = error;
        worstAt = x[i];
      }
    }
    tested += chunk;
    if (chunks++ % 64 == 0) // the other levels: every 64th chunk, bit by bit
      for (Kernel *kernel : others) {
        kernel(x.data(), y.data(), other.data(), chunk);
        for (int64_t i = 0; i < chunk; ++i)
          if (!(std::isnan(out[i]) && std::isnan(other[i])))
            ASSERT_EQ(bitsOf(out[i]), bitsOf(other[i])) << f.name << " of " << x[i];
      }
  }
  std::printf("%-10s worst %.3f ULP at %.9g, bound %g, %llu inputs, %zu other builds\n", f.name,
              worst, worstAt, f.bound, (unsigned long long)tested, others.size());
  EXPECT_LE(worst, f.bound) << "at " << worstAt;
  EXPECT_GE(tested, 0x100000000 / stride());
}

INSTANTIATE_TEST_SUITE_P(Math, Ulp, testing::ValuesIn(functions),
                         [](const auto &info) { return std::string(info.param.name); });

struct Special {
  const char *name;
  float x, y, expected; // signs of zeros count
};

TEST(Math, SpecialValues) {
  const Special specials[] = {
      {"exp", inf, 0, inf},
      {"exp", -inf, 0, 0},
      {"exp", 0, 0, 1},
      {"exp", 89, 0, inf},
      {"exp", -104, 0, 0},
      {"exp", NAN, 0, NAN},
      {"exp2", inf, 0, inf},
      {"exp2", -inf, 0, 0},
      {"exp2", 128, 0, inf},
      {"exp2", -149, 0, 0x1p-149f},
      {"exp2", -151, 0, 0},
      {"exp2", NAN, 0, NAN},
      {"expm1", -0.f, 0, -0.f},
      {"expm1", inf, 0, inf},
      {"expm1", -inf, 0, -1},
      {"expm1", 0x1p-149f, 0, 0x1p-149f},
      {"expm1", NAN, 0, NAN},
      {"expm1", 0, 0, 0},
      {"log", 0, 0, -inf},
      {"log", -0.f, 0, -inf},
      {"log", -1, 0, NAN},
      {"log", inf, 0, inf},
      {"log", 1, 0, 0},
      {"log", -inf, 0, NAN},
      {"log2", 0, 0, -inf},
      {"log2", 0x1p-149f, 0, -149},
      {"log2", inf, 0, inf},
      {"log2", -1, 0, NAN},
      {"log2", 8, 0, 3},
      {"log", NAN, 0, NAN},
      {"log1p", -0.f, 0, -0.f},
      {"log1p", -1, 0, -inf},
      {"log1p", inf, 0, inf},
      {"log1p", -2, 0, NAN},
      {"log1p", -inf, 0, NAN},
      {"log1p", 0x1p-149f, 0, 0x1p-149f},
      {"tanh", -0.f, 0, -0.f},
      {"tanh", inf, 0, 1},
      {"tanh", -inf, 0, -1},
      {"tanh", NAN, 0, NAN},
      {"tanh", 0x1p-149f, 0, 0x1p-149f},
      {"erf", -0.f, 0, -0.f},
      {"erf", inf, 0, 1},
      {"erf", -inf, 0, -1},
      {"erf", NAN, 0, NAN},
      {"rsqrt", 0, 0, inf},
      {"rsqrt", -0.f, 0, -inf},
      {"rsqrt", inf, 0, 0},
      {"rsqrt", -1, 0, NAN},
      {"rsqrt", 4, 0, 0.5},
      {"rsqrt", NAN, 0, NAN},
      {"sqrt", -0.f, 0, -0.f},
      {"sqrt", -1, 0, NAN},
      {"sqrt", inf, 0, inf},
      {"sin", -0.f, 0, -0.f},
      {"sin", inf, 0, NAN},
      {"sin", -inf, 0, NAN},
      {"cos", 0, 0, 1},
      {"cos", inf, 0, NAN},
      {"cos", NAN, 0, NAN},
      {"sigmoid", inf, 0, 1},
      {"sigmoid", -inf, 0, 0},
      {"sigmoid", 0, 0, 0.5},
      {"sigmoid", NAN, 0, NAN},
      {"silu", inf, 0, inf},
      {"silu", -inf, 0, NAN},
      {"silu", NAN, 0, NAN},
      {"silu", 0, 0, 0},
      {"silu", -200, 0, -0.f},
      {"gelu", inf, 0, inf},
      {"gelu", -inf, 0, NAN},
      {"gelu", NAN, 0, NAN},
      {"gelu", -20, 0, -0.f},
      {"gelu", 20, 0, 20},
      {"gelu", -0.f, 0, -0.f},
      {"gelu_tanh", inf, 0, inf},
      {"gelu_tanh", -inf, 0, NAN},
      {"gelu_tanh", NAN, 0, NAN},
      {"softplus", inf, 0, inf},
      {"softplus", -inf, 0, 0},
      {"softplus", NAN, 0, NAN},
      {"mish", inf, 0, inf},
      {"mish", -inf, 0, NAN},
      {"mish", NAN, 0, NAN},
      {"powf", 0, 0, 1},
      {"powf", NAN, 0, 1},
      {"powf", 1, NAN, 1},
      {"powf", 1, inf, 1},
      {"powf", -1, inf, 1},
      {"powf", -1, -inf, 1},
      {"powf", -1, NAN, NAN},
      {"powf", 2, inf, inf},
      {"powf", 2, -inf, 0},
      {"powf", 0.5, inf, 0},
      {"powf", 0.5, -inf, inf},
      {"powf", 0, 2, 0},
      {"powf", -0.f, 3, -0.f},
      {"powf", -0.f, 2, 0},
      {"powf", -0.f, -3, -inf},
      {"powf", 0, -1, inf},
      {"powf", -0.f, 0.5, 0},
      {"powf", -inf, 3, -inf},
      {"powf", -inf, 0.5, inf},
      {"powf", -inf, -3, -0.f},
      {"powf", inf, -2, 0},
      {"powf", -8, 3, -512},
      {"powf", -8, 0.5, NAN},
      {"powf", -2, 0x1p24f, inf},
      {"powf", 3, 2, 9},
      {"powf", NAN, 1, NAN},
      {"powf", 2, NAN, NAN},
  };
  for (const char *form : {"_vector", "_scalar"})
    for (const Special &s : specials) {
      std::vector<float> x(16, s.x), y(16, s.y), out(16);
      jitFor("native").lookup<Kernel>(s.name + std::string(form))(x.data(), y.data(), out.data(),
                                                                  16);
      for (float got : out) {
        if (std::isnan(s.expected))
          EXPECT_TRUE(std::isnan(got))
              << s.name << form << " of " << s.x << ", " << s.y << ": " << got;
        else
          EXPECT_EQ(bitsOf(got), bitsOf(s.expected))
              << s.name << form << " of " << s.x << ", " << s.y << ": " << got;
      }
    }
}

TEST(Math, TanhAndErfStayWithinOne) {
  for (const char *name : {"tanh_vector", "erf_vector"}) {
    Kernel *kernel = jitFor("native").lookup<Kernel>(name);
    std::vector<float> x(chunk), out(chunk);
    for (int64_t i = 0; i < chunk; ++i)
      x[i] = (i % 2 ? -10.f : 10.f) * i / chunk;
    kernel(x.data(), x.data(), out.data(), chunk);
    for (float value : out)
      ASSERT_LE(std::fabs(value), 1) << name;
  }
}

// RoPE tables: position * frequency in double, rounded to f32 once, within 2^-24 up to position
// 2^20.
TEST(Math, SinAndCosInDouble) {
  std::string text;
  for (const char *name : {"sin", "cos"})
    text += std::string("func.func @") + name +
            "(%p: !llvm.ptr) {\n"
            "  %x = llvm.load %p {alignment = 8} : !llvm.ptr -> vector<8xf64>\n  %r = math." +
            name +
            " %x : vector<8xf64>\n  llvm.store %r, %p {alignment = 8} : vector<8xf64>, !llvm.ptr\n"
            "  return\n}\n";
  hac::test::Jit jit(text, lowerMath);
  auto *sine = jit.lookup<void(double *)>("sin"), *cosine = jit.lookup<void(double *)>("cos");
  double worst = 0;
  for (int64_t position = 0; position < (1 << 20); position += 37) {
    double angle[8], s[8], c[8];
    for (int i = 0; i < 8; ++i)
      s[i] = c[i] = angle[i] = double(position) * std::pow(10000., -i / 8.);
    sine(s);
    cosine(c);
    for (int i = 0; i < 8; ++i) {
      worst = std::max({worst, std::fabs(float(s[i]) - std::sin(angle[i])),
                        std::fabs(float(c[i]) - std::cos(angle[i]))});
      ASSERT_NEAR(s[i], std::sin(angle[i]), 0x1p-40) << angle[i];
      ASSERT_NEAR(c[i], std::cos(angle[i]), 0x1p-40) << angle[i];
    }
  }
  std::printf("sin, cos in f64, rounded to f32: worst %.3g * 2^-24\n", worst * 0x1p24);
  EXPECT_LE(worst, 0x1p-24);
  double outside[8] = {0x1p30, -0x1p31, 1e300, HUGE_VAL, -HUGE_VAL, NAN, 0x1p30, 0x1p52};
  sine(outside);
  for (double value : outside)
    EXPECT_TRUE(std::isnan(value));
}

} // namespace
