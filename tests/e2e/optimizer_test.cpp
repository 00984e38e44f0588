// Training with `train`: what a program sees of the weights that change, and their files.
#include "optimizers_f32.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace {

using optimizers_f32::adamw_;
using optimizers_f32::classify;
using optimizers_f32::weights;

const float x[] = {1, 0, 0.5f, 0, 1, -0.5f, 1, 1, 0, -1, 0.3f, 0.2f};
const int32_t labels[] = {0, 1, 1, 0};

/// A tensor of a safetensors file, in the order of the model's parameters.
std::string fileOf(const std::vector<std::pair<const char *, std::vector<float>>> &tensors,
                   const char *const (&shapes)[8]) {
  std::string header = "{", data;
  for (size_t i = 0; i < tensors.size(); i++) {
    size_t begin = data.size();
    data.append(reinterpret_cast<const char *>(tensors[i].second.data()), tensors[i].second.size() * 4);
    header += std::string(i ? "," : "") + "\"" + tensors[i].first + "\":{\"dtype\":\"F32\",\"shape\":[" + shapes[i] +
              "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(data.size()) + "]}";
  }
  size_t begin = data.size();
  data.append(8, 0); // batches seen
  header += ",\"norm.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[" + std::to_string(begin) +
            "," + std::to_string(data.size()) + "]}}";
  header.append((8 - header.size() % 8) % 8, ' ');
  uint64_t length = header.size();
  return std::string(reinterpret_cast<const char *>(&length), 8) + header + data;
}

std::vector<float> wave(size_t count, float phase) {
  std::vector<float> values;
  for (size_t i = 0; i < count; i++)
    values.push_back(std::sin(float(i) * 1.7f + phase) * 0.6f);
  return values;
}

std::string firstWeights() {
  return fileOf({{"first.weight", wave(12, 0)},
                 {"first.bias", wave(4, 1)},
                 {"norm.weight", std::vector<float>(4, 1)},
                 {"norm.bias", std::vector<float>(4, 0)},
                 {"norm.running_mean", std::vector<float>(4, 0)},
                 {"norm.running_var", std::vector<float>(4, 1)},
                 {"second.weight", wave(8, 2)},
                 {"second.bias", std::vector<float>(2, 0)}},
                {"4,3", "4", "4", "4", "4", "4", "2,4", "2"});
}

hac::result<weights> fresh() {
  std::string file = firstWeights();
  return weights::load_memory(std::as_bytes(std::span(file.data(), file.size())));
}

float train(weights &w, int steps) {
  auto step = adamw_::create(w, {.n = 4});
  float loss = 0, norm = 0;
  for (int i = 0; i < steps; i++) {
    auto done = step->run({.n = 4, .rate_positive = 0.05f, .x = x, .labels_below_2 = labels,
                           .loss = {&loss, 1}, .norm = {&norm, 1}});
    EXPECT_TRUE(done) << done.error().text;
    EXPECT_GT(norm, 0);
  }
  return loss;
}

std::string bytesOf(const std::string &path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class Optimizer : public testing::Test {
protected:
  Optimizer() { std::filesystem::create_directory(folder); }
  ~Optimizer() override { std::filesystem::remove_all(folder); }
  std::string at(const char *name) const { return folder + "/" + name; }
  std::string folder = testing::TempDir() + "hac-optimizer-" + std::to_string(getpid());
};

TEST_F(Optimizer, LossFalls) {
  auto w = fresh();
  ASSERT_TRUE(w) << w.error().text;
  float first = train(*w, 1);
  EXPECT_LT(train(*w, 100), 0.3f * first);
}

TEST_F(Optimizer, TenAndTenAreTwenty) {
  auto once = fresh(), first = fresh();
  train(*once, 20);
  ASSERT_TRUE(once->save(at("twenty").c_str()));
  train(*first, 10);
  ASSERT_TRUE(first->save(at("ten").c_str()));
  auto second = weights::load(at("ten").c_str());
  ASSERT_TRUE(second) << second.error().text;
  train(*second, 10);
  ASSERT_TRUE(second->save(at("again").c_str()));
  EXPECT_TRUE(bytesOf(at("again")) == bytesOf(at("twenty")));
  EXPECT_EQ(bytesOf(at("again")).size() % 4, 0u);
}

TEST_F(Optimizer, TheSameWeightsGiveTheSameFile) {
  auto w = fresh();
  train(*w, 3);
  ASSERT_TRUE(w->save(at("a").c_str()));
  auto again = weights::load(at("a").c_str());
  ASSERT_TRUE(again->save(at("b").c_str()));
  EXPECT_TRUE(bytesOf(at("a")) == bytesOf(at("b")));
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    EXPECT_EQ(entry.path().filename().string().find("tmp"), std::string::npos) << entry.path();
}

TEST_F(Optimizer, InferenceSeesTheStep) {
  auto w = fresh();
  auto net = classify::create(*w, {.n = 4});
  std::vector<float> before(8), after(8), loaded(8);
  ASSERT_TRUE(net->run({.n = 4, .x = x, .logits = before}));
  train(*w, 5);
  ASSERT_TRUE(net->run({.n = 4, .x = x, .logits = after}));
  EXPECT_NE(before, after);
  ASSERT_TRUE(w->save(at("weights").c_str(), HAC_SAVE_WEIGHTS));
  EXPECT_EQ(bytesOf(at("weights")).find("optim."), std::string::npos);
  auto other = weights::load(at("weights").c_str());
  ASSERT_TRUE(other) << other.error().text;
  ASSERT_TRUE(classify::create(*other, {.n = 4})->run({.n = 4, .x = x, .logits = loaded}));
  EXPECT_EQ(after, loaded);
}

TEST_F(Optimizer, ErrorsOfSaving) {
  auto w = fresh();
  auto nowhere = w->save(at("no/such/folder").c_str());
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().status, HAC_E_SAVE_OPEN);
  EXPECT_NE(std::string(nowhere.error().text).find("No such file or directory"), std::string::npos)
      << nowhere.error().text;
  std::filesystem::create_directory(at("folder"));
  auto taken = w->save(at("folder").c_str());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().status, HAC_E_SAVE_RENAME);
  auto flags = w->save(at("x").c_str(), 7);
  ASSERT_FALSE(flags);
  EXPECT_EQ(flags.error().status, HAC_E_FLAGS);
  EXPECT_FALSE(std::filesystem::exists(at("x")));
}

TEST_F(Optimizer, SharedWeightsAreNotTrained) {
  { std::ofstream(at("file"), std::ios::binary) << firstWeights(); }
  hac::load_options options{.cache_path = nullptr};
  std::string cache = at("cache");
  options.cache_path = cache.c_str();
  ASSERT_TRUE(weights::load(at("file").c_str(), options));
  auto shared = weights::load(at("file").c_str(), options);
  ASSERT_TRUE(shared);
  ASSERT_EQ(shared->load_info().cache, HAC_CACHE_HIT);
  float loss = 0, norm = 0;
  auto done = adamw_::create(*shared, {.n = 4})
                  ->run({.n = 4, .rate_positive = 0.05f, .x = x, .labels_below_2 = labels, .loss = {&loss, 1},
                         .norm = {&norm, 1}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().status, HAC_E_STATE);
}

} // namespace
