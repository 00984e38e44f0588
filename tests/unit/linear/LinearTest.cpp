// A linear layer through all stages has the bits of the plain formula: one FMA chain
// per element over ascending k, whatever the number of rows, the remainders and the ISA level.
#include "tests/unit/linear/LinearProgram.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

namespace {

using hac::test::CompiledLinear;
using hac::test::Linear;

std::vector<float> randomValues(size_t count, uint32_t seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> distribution(-1, 1);
  std::vector<float> values(count);
  for (float &value : values)
    value = distribution(generator);
  return values;
}

std::vector<std::string> levels() {
  std::vector<std::string> names;
  for (const hac::Target &target : hac::knownTargets())
    if (hac::test::runsHere(target.cpu))
      names.push_back(target.name);
  return names;
}

constexpr float untouched = 0x1.23456p77f;
constexpr size_t margin = 64;

/// Runs `rows` rows between two margins, compares bits, and that nothing else was written.
void check(CompiledLinear &compiled, const Linear &layer, int64_t rows) {
  int64_t n = layer.columns, depth = layer.depth;
  std::vector<float> x = randomValues(rows * depth, 1), weight = randomValues(n * depth, 2),
                     bias = randomValues(n, 3), residual = randomValues(rows * n, 4);
  std::vector<float> out(rows * n + 2 * margin, untouched);
  compiled.run(x.data(), weight.data(), bias.data(), residual.data(), out.data() + margin, rows);
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < n; ++j) {
      float expected = 0;
      for (int64_t k = 0; k < depth; ++k)
        expected = std::fmaf(x[i * depth + k], weight[j * depth + k], expected);
      if (layer.bias)
        expected += bias[j];
      if (layer.activation == "relu" && 0 > expected)
        expected = 0;
      if (layer.residual)
        expected += residual[i * n + j];
      ASSERT_EQ(out[margin + i * n + j], expected)
          << "row " << i << " of " << rows << ", column " << j;
    }
  for (size_t i = 0; i < margin; ++i) {
    ASSERT_EQ(out[i], untouched) << "written before the first row";
    ASSERT_EQ(out[out.size() - 1 - i], untouched) << "written behind the last row";
  }
}

class LinearOnLevel : public testing::TestWithParam<std::string> {
protected:
  hac::Target target = *hac::targetByName(GetParam());
};

// Widths below, at and above one vector, one panel and one task; depths from one product on.
TEST_P(LinearOnLevel, AnyRowsAnyColumns) {
  for (Linear layer : {Linear{1, 5}, Linear{17, 64}, Linear{20, 33}, Linear{48, 7}, Linear{49, 96},
                       Linear{191, 40}, Linear{385, 37}, Linear{1000, 24}}) {
    CompiledLinear compiled(layer, target);
    for (int64_t rows : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 23, 24, 31, 63, 65, 129})
      ASSERT_NO_FATAL_FAILURE(check(compiled, layer, rows)) << layer.columns << "x" << layer.depth;
  }
}

TEST_P(LinearOnLevel, RowsKnownWhenCompiled) {
  for (int64_t rows : {1, 3, 8, 12, 63, 135}) {
    Linear layer = {.columns = 100, .depth = 31, .rows = rows};
    CompiledLinear compiled(layer, target);
    ASSERT_NO_FATAL_FAILURE(check(compiled, layer, rows));
  }
}

TEST_P(LinearOnLevel, Epilogues) {
  for (Linear layer :
       {Linear{.columns = 100, .depth = 31, .bias = false, .activation = ""},
        Linear{.columns = 100, .depth = 31, .bias = false, .activation = "relu"},
        Linear{.columns = 50, .depth = 31, .activation = "", .residual = true},
        Linear{.columns = 96, .depth = 31, .activation = "relu", .residual = true}}) {
    CompiledLinear compiled(layer, target);
    for (int64_t rows : {1, 6, 70})
      ASSERT_NO_FATAL_FAILURE(check(compiled, layer, rows));
  }
}

// GELU's own error is tested elsewhere; here only that it is applied, lane by lane.
TEST_P(LinearOnLevel, Gelu) {
  Linear layer = {.columns = 77, .depth = 31, .activation = "gelu"};
  CompiledLinear compiled(layer, target);
  int64_t rows = 13;
  std::vector<float> x = randomValues(rows * 31, 1), weight = randomValues(77 * 31, 2),
                     bias = randomValues(77, 3), out(rows * 77);
  compiled.run(x.data(), weight.data(), bias.data(), out.data(), out.data(), rows);
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < 77; ++j) {
      float sum = 0;
      for (int64_t k = 0; k < 31; ++k)
        sum = std::fmaf(x[i * 31 + k], weight[j * 31 + k], sum);
      double z = sum + bias[j], expected = 0.5 * z * std::erfc(-z / std::sqrt(2.0));
      ASSERT_NEAR(out[i * 77 + j], expected, 4 * 0x1p-23 * std::fabs(expected)) << i << ", " << j;
    }
}

INSTANTIATE_TEST_SUITE_P(Unit, LinearOnLevel, testing::ValuesIn(levels()), [](const auto &info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

} // namespace
