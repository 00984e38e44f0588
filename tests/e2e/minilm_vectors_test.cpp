// all-MiniLM-L6-v2 with its published weights against sentence embeddings recorded from PyTorch
// (make_minilm_vectors.py). Without the weights (tools/fetch.py) the tests are skipped.
#include "tests/e2e/compiled_model.h"
#include "tests/reference/safetensors.h"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>

namespace hac::e2e {
namespace {

using namespace reference;

constexpr int64_t sentences = 32, longest = 256, width = 384;

class MiniLM : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    if (!std::filesystem::exists(MINILM_WEIGHTS))
      GTEST_SKIP() << MINILM_WEIGHTS << " is not there";
    vectors = readSafetensors(MINILM_VECTORS);
    model.emplace(GetParam());
    model->loadFile(MINILM_WEIGHTS);
  }

  int64_t lengthOf(int64_t sentence) const {
    return vectors.tensors.at("length").wholes[sentence].value;
  }

  /// Embeds `count` sentences from `first` in one call, padded to the longest of them, and compares
  /// each with its recorded embedding.
  void embed(int64_t first, int64_t count) {
    int64_t seq = 0;
    for (int64_t i = first; i < first + count; i++)
      seq = std::max(seq, lengthOf(i));
    Tensor tokens(DType::i32, {count, seq}), length(DType::i32, {count});
    for (int64_t i = 0; i < count; i++) {
      length.wholes[i].value = lengthOf(first + i);
      for (int64_t t = 0; t < seq; t++)
        tokens.whole({i, t}) = vectors.tensors.at("tokens").whole({first + i, t});
    }
    auto outputs = model->run("embed", {{"batch", count}, {"seq", seq}},
                              {{"tokens", tokens}, {"length", length}}, {});
    Tensor embedding = fromBytes(DType::f32, {count, width}, outputs.at("embedding").data());
    for (int64_t i = 0; i < count; i++) {
      double largest = 0, dot = 0, got = 0, wanted = 0;
      for (int64_t c = 0; c < width; c++) {
        double x = embedding.real({i, c}).value;
        double y = vectors.tensors.at("embedding").real({first + i, c}).value;
        largest = std::fmax(largest, std::fabs(x - y));
        dot += x * y, got += x * x, wanted += y * y;
      }
      EXPECT_LE(largest, 2e-5) << "sentence " << first + i << " of " << lengthOf(first + i);
      EXPECT_GE(dot / std::sqrt(got * wanted), 0.99999) << "sentence " << first + i;
    }
  }

  TensorFile vectors;
  std::optional<CompiledModel> model;
};

TEST_P(MiniLM, EachSentenceAlone) {
  ASSERT_EQ(vectors.tensors.at("tokens").shape, (Shape{sentences, longest}));
  for (int64_t i = 0; i < sentences; i++)
    embed(i, 1);
}

TEST_P(MiniLM, PaddedInABatch) { // the neighbours and the padding do not show
  for (int64_t first = 0; first < 24; first += 8)
    embed(first, 8);
}

INSTANTIATE_TEST_SUITE_P(, MiniLM, testing::Values(MINILM_OBJECT, MINILM_NAIVE_OBJECT),
                         [](const auto &info) { return info.index ? "naive" : "default"; });

} // namespace
} // namespace hac::e2e
