// Pieces of the runtime on their own: float conversion, packing, ISA levels, error texts.
#include "runtime/src/cpu.h"
#include "runtime/src/dims.h"
#include "runtime/src/failure.h"
#include "runtime/src/floats.h"
#include "runtime/src/pack.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cpuid.h>
#include <cstring>
#include <random>
#include <vector>

using namespace hac::rt;

namespace {

template <typename To, typename From> To convert(From value, uint8_t from, uint8_t to) {
  To result{};
  convert_floats(&value, from, &result, to, 1);
  return result;
}

TEST(Floats, F64ToF32IsTheHardwaresRounding) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 2'000'000; ++i) {
    uint64_t bits = random();
    if (i % 2) // exponents near f32's range: also subnormal results and overflow
      bits = (bits & ~(uint64_t(0x7ff) << 52)) | (random() % 330 + 860) << 52;
    double value;
    std::memcpy(&value, &bits, 8);
    float right = float(value), got = convert<float>(value, HAC_F64, HAC_F32);
    if (std::isnan(value))
      ASSERT_TRUE(std::isnan(got));
    else
      ASSERT_EQ(std::memcmp(&right, &got, 4), 0) << value;
  }
}

TEST(Floats, F16AndBf16ThereAndBackAreTheSameBits) {
  for (uint8_t type : {HAC_F16, HAC_BF16})
    for (uint32_t bits = 0; bits < 65536; ++bits) {
      float wide = convert<float>(uint16_t(bits), type, HAC_F32);
      uint16_t back = convert<uint16_t>(wide, HAC_F32, type);
      double wider = convert<double>(uint16_t(bits), type, HAC_F64);
      if (std::isnan(wide)) {
        ASSERT_TRUE(std::isnan(wider));
        ASSERT_EQ(first_non_finite(&back, type, 1), 0);
        continue;
      }
      ASSERT_EQ(back, bits);
      ASSERT_EQ(double(wide), wider);
    }
}

TEST(Floats, RoundsToNearestEven) {
  auto f16 = [](float x) { return convert<uint16_t>(x, HAC_F32, HAC_F16); };
  EXPECT_EQ(f16(1), 0x3c00);
  EXPECT_EQ(f16(1 + 0x1p-11f), 0x3c00);            // half way: even
  EXPECT_EQ(f16(1 + 0x3p-11f), 0x3c02);            // half way: even is above
  EXPECT_EQ(f16(1 + 0x1p-11f + 0x1p-20f), 0x3c01); // more than half
  EXPECT_EQ(f16(65519.996f), 0x7bff);              // the largest
  EXPECT_EQ(f16(65520), 0x7c00);                   // rounds to infinity
  EXPECT_EQ(f16(0x1p-24f), 0x0001);                // the smallest subnormal
  EXPECT_EQ(f16(0x1p-25f), 0x0000);                // half of it: even
  EXPECT_EQ(f16(0x1.8p-25f), 0x0001);
  EXPECT_EQ(f16(0x1.ffcp-15f + 0x1p-26f), 0x0400); // a carry makes it normal
  EXPECT_EQ(f16(-0.0f), 0x8000);
  EXPECT_EQ(f16(1e-30f), 0);
  auto bf16 = [](float x) { return convert<uint16_t>(x, HAC_F32, HAC_BF16); };
  EXPECT_EQ(bf16(1 + 0x1p-8f), 0x3f80);
  EXPECT_EQ(bf16(1 + 0x3p-8f), 0x3f82);
  EXPECT_EQ(bf16(3.4e38f), 0x7f80);
}

TEST(Floats, FirstNonFinite) {
  double values[] = {1, -2, 0, 1e308, NAN, INFINITY};
  EXPECT_EQ(first_non_finite(values, HAC_F64, 6), 4);
  EXPECT_EQ(first_non_finite(values, HAC_F64, 4), 4);
  EXPECT_EQ(first_non_finite(values, HAC_F64, 0), 0);
}

/// The definition in pack.h, element by element, indices as one long counter.
template <typename T>
std::vector<T> packed_by_definition(const hac_pack &pack, const hac_param &param,
                                    const std::vector<T> &from) {
  std::vector<T> to;
  int64_t total = 1;
  for (uint32_t i = 0; i < pack.axis_count; ++i)
    total *= pack.axes[i].extent;
  for (int64_t position = 0; position < total; ++position) {
    std::vector<int64_t> coordinate(HAC_MAX_RANK, 0);
    int64_t rest = position;
    for (uint32_t i = pack.axis_count; i-- > 0;) {
      coordinate[pack.axes[i].source] += rest % pack.axes[i].extent * pack.axes[i].stride;
      rest /= pack.axes[i].extent;
    }
    bool inside = true;
    int64_t offset = 0;
    for (uint32_t d = 0; d < param.rank; ++d) {
      inside &= coordinate[d] >= 0 && coordinate[d] < param.shape[d];
      offset = offset * param.shape[d] + coordinate[d];
    }
    to.push_back(inside ? from[size_t(offset)] : T(0));
  }
  return to;
}

template <typename T> void check_packing(std::vector<int64_t> shape, std::vector<hac_pack_axis> axes,
                                         uint8_t dtype) {
  hac_param param{};
  param.shape = shape.data();
  param.rank = uint8_t(shape.size());
  param.dtype = dtype;
  hac_pack pack{axes.data(), 0, 0, uint32_t(axes.size())};
  size_t elements = 1;
  for (int64_t size : shape)
    elements *= size_t(size);
  std::vector<T> from(elements);
  for (size_t i = 0; i < elements; ++i)
    from[i] = T(i + 1);
  std::vector<T> right = packed_by_definition(pack, param, from), got(right.size(), T(99));
  std::vector<char> unaligned(from.size() * sizeof(T) + 1);
  if (!from.empty())
    std::memcpy(unaligned.data() + 1, from.data(), from.size() * sizeof(T));
  pack_parameter(pack, param, unaligned.data() + 1, reinterpret_cast<char *>(got.data()));
  EXPECT_EQ(got, right);
}

TEST(Packing, PanelsWithEveryRemainder) {
  for (int64_t out = 1; out <= 17; ++out)
    check_packing<float>({out, 5}, {{(out + 7) / 8, 8, 0, 0}, {5, 1, 1, 0}, {8, 1, 0, 0}}, HAC_F32);
}

TEST(Packing, LayoutsAndTypes) {
  check_packing<double>({3, 4}, {{4, 1, 1, 0}, {3, 1, 0, 0}}, HAC_F64);              // transposed
  check_packing<uint16_t>({3, 4}, {{3, 1, 0, 0}, {6, 1, 1, 0}}, HAC_BF16);           // padded
  check_packing<int8_t>({7, 2, 3}, {{4, 2, 0, 0}, {3, 1, 2, 0}, {2, 1, 1, 0}, {2, 1, 0, 0}}, HAC_I8);
  check_packing<float>({6}, {{6, -1, 0, 0}}, HAC_F32);                               // leaves the shape
  check_packing<float>({6}, {{3, 5, 0, 0}, {4, -2, 0, 0}}, HAC_F32);                 // backwards, in and out
  check_packing<float>({4, 2}, {{2, 1, 1, 0}, {3, 0, 0, 0}, {4, 1, 0, 0}}, HAC_F32); // repeated
  check_packing<float>({}, {}, HAC_F32);
  check_packing<float>({0, 3}, {{0, 1, 0, 0}, {3, 1, 1, 0}}, HAC_F32);
  check_packing<int64_t>({5}, {{3, 2, 0, 0}, {2, 1, 0, 0}}, HAC_I64); // two axes of one source
}

TEST(Dims, FloorRoundsDown) {
  // atom 0: symbol, a multiple of 1; atom 1: floor((atom 0 - 5) / 2)
  hac_symbol symbol{"n", "f", 0, 9, 1, 1, 16};
  hac_term terms[] = {{1, 0, 0}};
  hac_atom atoms[] = {{HAC_ATOM_SYMBOL, 0, 0, 0, {}, 1}, {HAC_ATOM_FLOOR, 0, 0, 0, {-5, 0, 1}, 2}};
  hac_fn fn{};
  fn.symbols = &symbol;
  fn.terms = terms;
  fn.atoms = atoms;
  fn.atom_count = 2;
  for (auto [n, floor] : {std::pair<int64_t, int64_t>{0, -3}, {1, -2}, {4, -1}, {5, 0}, {8, 1}}) {
    int64_t values[2];
    EXPECT_TRUE(evaluate_atoms(fn, &n, values));
    EXPECT_EQ(values[1], floor) << n;
  }
}

TEST(Dims, OverflowIsNoticed) {
  hac_term terms[] = {{4, 0, 0}};
  hac_fn fn{};
  fn.terms = terms;
  int64_t atom = INT64_MAX / 4, value;
  EXPECT_TRUE(evaluate(fn, {3, 0, 1}, &atom, value));
  EXPECT_EQ(value, INT64_MAX);
  EXPECT_FALSE(evaluate(fn, {4, 0, 1}, &atom, value));
  atom += 1;
  EXPECT_FALSE(evaluate(fn, {-8, 0, 1}, &atom, value));
  hac_dim dims[] = {{0, 0, 0}, {-1, 0, 0}}; // [0, -1]
  hac_arg arg{};
  arg.dims = dims;
  arg.rank = 2;
  arg.dtype = HAC_I8;
  extent size;
  EXPECT_FALSE(evaluate(fn, arg, &atom, size)); // a negative size, even beside a 0
}

x86_facts haswell() {
  x86_facts f{};
  f.leaf1_ecx = bit_SSE3 | bit_SSSE3 | bit_FMA | bit_CMPXCHG16B | bit_SSE4_1 | bit_SSE4_2 |
                bit_MOVBE | bit_POPCNT | bit_AVX | bit_F16C;
  f.leaf7_ebx = bit_BMI | bit_AVX2 | bit_BMI2;
  f.extended1_ecx = bit_LAHF_LM | bit_ABM;
  f.family = 6;
  f.xcr0 = 7;
  return f;
}

TEST(Cpu, Levels) {
  constexpr isa_mask v3 = 1u << HAC_ISA_X86_64_V3, v4 = 1u << HAC_ISA_X86_64_V4,
                     bf16 = 1u << HAC_ISA_X86_64_V4_BF16, znver4 = 1u << HAC_ISA_ZNVER4,
                     znver5 = 1u << HAC_ISA_ZNVER5;
  EXPECT_EQ(levels_of({}), 0u);
  x86_facts f = haswell();
  EXPECT_EQ(levels_of(f), v3);
  f.xcr0 = 3; // the kernel does not save YMM
  EXPECT_EQ(levels_of(f), 0u);
  f = haswell();
  f.leaf1_ecx &= ~uint32_t(bit_FMA);
  EXPECT_EQ(levels_of(f), 0u);
  f = haswell();
  f.leaf7_ebx |= bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL;
  EXPECT_EQ(levels_of(f), v3); // the kernel does not save ZMM
  f.xcr0 = 0xe7;
  EXPECT_EQ(levels_of(f), v3 | v4);
  f.leaf7_1_eax = bit_AVX512BF16;
  EXPECT_EQ(levels_of(f), v3 | v4 | bf16);
  f.amd = true;
  f.family = 0x19;
  EXPECT_EQ(levels_of(f), v3 | v4 | bf16 | znver4);
  f.family = 0x1a;
  EXPECT_EQ(levels_of(f), v3 | v4 | bf16 | znver5);
}

TEST(Cpu, ThisMachineAgreesWithTheCompiler) {
  __builtin_cpu_init();
  isa_mask levels = machine_levels();
  EXPECT_EQ(levels >> HAC_ISA_X86_64_V3 & 1, uint32_t(!!__builtin_cpu_supports("x86-64-v3")));
  EXPECT_EQ(levels >> HAC_ISA_X86_64_V4 & 1, uint32_t(!!__builtin_cpu_supports("x86-64-v4")));
}

TEST(ErrorText, IsCutAndEscaped) {
  hac_error e;
  failure(&e, 203, 5, -6) << "text " << int64_t(INT64_MIN) << " " << uint64_t(UINT64_MAX) << " "
                          << quoted("a\"b\\\n\xff");
  EXPECT_EQ(e.status, 203);
  EXPECT_EQ(e.arg, 5);
  EXPECT_EQ(e.value, -6);
  EXPECT_STREQ(e.text, "text -9223372036854775808 18446744073709551615 \"a\\x22b\\x5c\\x0a\\xff\"");
  std::string name(1000, 'n');
  failure(&e, 203) << quoted(name.c_str());
  EXPECT_EQ(std::string(e.text), "\"" + name.substr(0, 79) + "\"...");
  failure f(&e, 203);
  for (int i = 0; i < 100; ++i)
    f << "12345";
  EXPECT_EQ(std::strlen(e.text), 239u);
  failure g(&e, 203);
  g << std::string(238, 'x').c_str() << "\xe2\x82\xac"; // the euro sign does not fit
  EXPECT_EQ(std::strlen(e.text), 238u);
}

} // namespace
