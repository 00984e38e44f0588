// A program that trains: 100 steps of gradient descent on points of three classes, with the losses
// that PyTorch recorded for the same points, parameters and rate (make_training_vectors.py).
#include "tests/reference/safetensors.h"
#include "training_f32.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

namespace hac::e2e {
namespace {

using reference::TensorFile;

struct Training {
  TensorFile file = reference::readSafetensors(TRAINING_VECTORS);
  std::vector<float> x = reals("x"), w1 = reals("w1"), b1 = reals("b1"), w2 = reals("w2"), b2 = reals("b2");
  std::vector<int32_t> labels;

  Training() {
    for (const reference::Whole &label : file.tensors.at("labels").wholes)
      labels.push_back(static_cast<int32_t>(label.value));
  }
  std::vector<float> reals(const std::string &name) const {
    std::vector<float> values;
    for (const reference::Real &real : file.tensors.at(name).reals)
      values.push_back(static_cast<float>(real.value));
    return values;
  }
};

/// The model has no parameters of its own: they are the program's.
result<training_f32::weights> noWeights() {
  const unsigned char empty[] = {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
  return training_f32::weights::load_memory(std::as_bytes(std::span(empty)));
}

TEST(Training, LossesOfPyTorch) {
  Training t;
  auto weights = noWeights();
  ASSERT_TRUE(weights) << weights.error().text;
  const auto n = static_cast<int64_t>(t.labels.size());
  auto mlp = training_f32::mlp::create(*weights, {.n = n});
  ASSERT_TRUE(mlp) << mlp.error().text;

  std::vector<float> recorded = t.reals("losses");
  ASSERT_EQ(recorded.size(), 100u);
  float loss = 0;
  for (size_t step = 0; step < recorded.size(); step++) {
    auto done = mlp->run({.n = n, .x = t.x, .labels_below_3 = t.labels, .lr_positive = 0.5f, .w1 = t.w1,
                          .b1 = t.b1, .w2 = t.w2, .b2 = t.b2, .loss = {&loss, 1}});
    ASSERT_TRUE(done) << done.error().text;
    EXPECT_NEAR(loss, recorded[step], 1e-3) << "step " << step;
  }
  EXPECT_LT(loss, 0.2 * recorded.front());
}

/// Ten steps, and ten more with a copy of what they left, are twenty: all state is the program's.
TEST(Training, ContinuesFromACopy) {
  auto steps = [](Training &t, int count) {
    auto weights = noWeights();
    auto mlp = training_f32::mlp::create(*weights, {.n = int64_t(t.labels.size())});
    float loss = 0;
    for (int step = 0; step < count; step++)
      (void)mlp->run({.n = int64_t(t.labels.size()), .x = t.x, .labels_below_3 = t.labels, .lr_positive = 0.5f,
                      .w1 = t.w1, .b1 = t.b1, .w2 = t.w2, .b2 = t.b2, .loss = {&loss, 1}});
    return loss;
  };
  Training once, first;
  float all = steps(once, 20);
  steps(first, 10);
  Training second = first;
  EXPECT_EQ(steps(second, 10), all);
  EXPECT_EQ(second.w1, once.w1);
  EXPECT_EQ(second.b2, once.b2);
}

TEST(Training, WrongLabelIsR308) {
  Training t;
  t.labels[4] = 3;
  auto weights = noWeights();
  auto mlp = training_f32::mlp::create(*weights, {.n = int64_t(t.labels.size())});
  float loss = 0;
  auto done = mlp->run({.n = int64_t(t.labels.size()), .x = t.x, .labels_below_3 = t.labels, .lr_positive = 0.5f,
                        .w1 = t.w1, .b1 = t.b1, .w2 = t.w2, .b2 = t.b2, .loss = {&loss, 1}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().status, HAC_E_INDEX);
  EXPECT_EQ(done.error().value, 3);
  EXPECT_NE(std::strstr(done.error().text, "training.model.cpp:16"), nullptr) << done.error().text;
}

} // namespace
} // namespace hac::e2e
