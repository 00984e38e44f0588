#include "models/program/fresh_weights.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>

using namespace hac::program;

namespace {

constexpr std::int64_t wide[] = {300, 301}, row[] = {5}, none[] = {0};

hac_param parameter(const char *name, std::span<const std::int64_t> shape, int dtype, int init,
                    double a, double b) {
  hac_param p{};
  p.name = name;
  p.shape = shape.data();
  p.rank = std::uint8_t(shape.size());
  p.dtype = std::uint8_t(dtype);
  p.init = std::uint32_t(init);
  p.a = a;
  p.b = b;
  return p;
}

/// A file of fresh weights, taken apart.
struct File {
  std::vector<std::byte> bytes;
  nlohmann::json header;
  std::size_t data;

  File(std::span<const hac_param> parameters, std::uint64_t seed) {
    hac_model model{};
    model.params = parameters.data();
    model.param_count = std::uint32_t(parameters.size());
    bytes = fresh_weights(model, seed);
    std::uint64_t size;
    std::memcpy(&size, bytes.data(), 8);
    auto *text = reinterpret_cast<const char *>(bytes.data()) + 8;
    header = nlohmann::json::parse(text, text + size);
    data = 8 + size;
  }

  template <class T> std::vector<T> values(const char *name) const {
    std::size_t begin = header[name]["data_offsets"][0], end = header[name]["data_offsets"][1];
    std::vector<T> values((end - begin) / sizeof(T));
    std::memcpy(values.data(), bytes.data() + data + begin, end - begin);
    return values;
  }
};

std::pair<double, double> mean_and_deviation(const std::vector<float> &values) {
  double sum = 0, squares = 0;
  for (double v : values) {
    sum += v;
    squares += v * v;
  }
  double mean = sum / double(values.size());
  return {mean, std::sqrt(squares / double(values.size()) - mean * mean)};
}

} // namespace

TEST(Philox, GivesTheKnownAnswers) { // of Random123's kat_vectors
  auto words = [](Words4 w) { return std::vector<std::uint32_t>(w.word, w.word + 4); };
  EXPECT_THAT(words(philox4x32_10({{0, 0, 0, 0}}, 0)),
              testing::ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  EXPECT_THAT(words(philox4x32_10({{~0u, ~0u, ~0u, ~0u}}, ~0ull)),
              testing::ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(
      words(philox4x32_10({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0x299f31d0a4093822)),
      testing::ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(NormalQuantile, IsTheInverseOfTheDistribution) {
  for (double p :
       {1e-300, 1e-30, 1e-10, 0.001, 0.02, 0.074, 0.076, 0.3, 0.5, 0.62, 0.925, 0.9999}) {
    double x = normal_quantile(p), density = std::exp(-x * x / 2) / std::sqrt(2 * M_PI);
    double error_in_x = (std::erfc(-x / std::sqrt(2)) / 2 - p) / density;
    EXPECT_NEAR(error_in_x, 0, 2e-15 * std::max(1.0, std::abs(x))) << p;
  }
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_DOUBLE_EQ(normal_quantile(0.975), 1.959963984540054);
}

TEST(FreshWeights, AreASafetensorsFile) {
  hac_param parameters[] = {
      parameter("a.weight", wide, HAC_F32, 1, -1, 1), parameter("b", row, HAC_I64, 0, 3, 0),
      parameter("empty", none, HAC_F32, 0, 0, 0), parameter("scalar", {}, HAC_F32, 0, 2.5, 0)};
  File file(parameters, 7);
  EXPECT_EQ(file.data % 64, 0u);
  EXPECT_EQ(file.header["a.weight"]["dtype"], "F32");
  EXPECT_EQ(file.header["a.weight"]["shape"], (std::vector{300, 301}));
  EXPECT_EQ(file.header["scalar"]["shape"], nlohmann::json::array());
  EXPECT_EQ(file.header["__metadata__"]["seed"], "7");
  EXPECT_EQ(file.bytes.size(), file.data + 300 * 301 * 4 + 5 * 8 + 4);
  EXPECT_EQ(file.values<std::int64_t>("b"), (std::vector<std::int64_t>(5, 3)));
  EXPECT_EQ(file.values<float>("scalar"), std::vector{2.5f});
}

TEST(FreshWeights, FollowTheirDistributions) { // 90,300 values each: deviations 0.3 % of b
  hac_param parameters[] = {parameter("uniform", wide, HAC_F32, 1, -2, 4),
                            parameter("normal", wide, HAC_F32, 2, 1, 0.5),
                            parameter("cut", wide, HAC_F32, 3, 0, 0.02)};
  File file(parameters, 1);
  auto uniform = file.values<float>("uniform"), cut = file.values<float>("cut");
  EXPECT_THAT(uniform, testing::Each(testing::AllOf(testing::Ge(-2.0f), testing::Lt(4.0f))));
  EXPECT_THAT(cut, testing::Each(testing::AllOf(testing::Ge(-0.04f), testing::Le(0.04f))));
  auto [mean, deviation] = mean_and_deviation(uniform);
  EXPECT_NEAR(mean, 1, 0.03);
  EXPECT_NEAR(deviation, 6 / std::sqrt(12), 0.03);
  std::tie(mean, deviation) = mean_and_deviation(file.values<float>("normal"));
  EXPECT_NEAR(mean, 1, 0.01);
  EXPECT_NEAR(deviation, 0.5, 0.01);
  std::tie(mean, deviation) = mean_and_deviation(cut);
  EXPECT_NEAR(mean, 0, 0.0005);
  EXPECT_NEAR(deviation, 0.02 * 0.8796, 0.0005); // of a normal distribution cut at 2 deviations
}

TEST(FreshWeights, DependOnSeedAndParameterOnly) {
  hac_param both[] = {parameter("a", wide, HAC_F32, 2, 0, 1),
                      parameter("b", wide, HAC_F32, 2, 0, 1)};
  File one(both, 1), again(both, 1), other(both, 1ull << 32);
  EXPECT_EQ(one.bytes, again.bytes);
  EXPECT_NE(one.values<float>("a"), other.values<float>("a"));
  EXPECT_NE(one.values<float>("a"), one.values<float>("b"));
}

// Element 4 of parameter 1 is word 0 of block 1: the formula of the header, by hand.
TEST(FreshWeights, TakeTheWordsThatTheHeaderNames) {
  hac_param both[] = {parameter("a", row, HAC_F32, 1, 0, 1), parameter("b", row, HAC_F32, 1, 0, 1)};
  auto words = philox4x32_10({{1, 1 << 16, ~0u, ~0u}}, 9);
  EXPECT_EQ(File(both, 9).values<float>("b")[4], float(words.word[0] >> 8) * 0x1p-24f);
}

TEST(FreshWeights, RoundToTheTypeOfTheParameter) {
  hac_param parameters[] = {
      parameter("bf16", row, HAC_BF16, 0, 1.00390625, 0), // between two, even below
      parameter("f16", row, HAC_F16, 0, 1.5, 0), parameter("f64", row, HAC_F64, 0, 0.1, 0)};
  File file(parameters, 0);
  EXPECT_EQ(file.values<std::uint16_t>("bf16")[0], 0x3F80);
  EXPECT_EQ(file.values<std::uint16_t>("f16")[0], 0x3E00);
  EXPECT_EQ(file.values<double>("f64")[0], 0.1);
}
