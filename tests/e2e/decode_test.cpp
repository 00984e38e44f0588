// Token by token with caches gives what the whole sequence gives at once, also beyond the length of a
// ring and of a chunk of keys.
#include "decode_steps_f32.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace {

constexpr int64_t batch = 2, tokens = 600, width = 4 * 24, inputs = width + 2 * (2 * 24);
constexpr int64_t longest = 700, ring = 20, keyWidth = 2 * 24;

/// Memory for a call: 64-byte aligned.
struct Arena {
  explicit Arena(int64_t bytes) : memory(size_t(bytes) + 64) {
    context.head = decode_steps_f32_head(sizeof context);
    context.arena = memory.data() + (64 - reinterpret_cast<uintptr_t>(memory.data()) % 64) % 64;
    context.arena_bytes = bytes;
  }
  std::vector<char> memory;
  hac_context context{};
};

template <class T> auto view(std::vector<T> &values) {
  using Out = std::conditional_t<std::is_same_v<T, float>, hac_out_f32, hac_out_i32>;
  return Out{values.data(), int64_t(values.size())};
}

TEST(Decode, StepsGiveTheWhole) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<float> x(batch * tokens * inputs);
  std::generate(x.begin(), x.end(), [&] { return normal(random); });
  hac_error error;
  const char noWeights[] = "\x08\0\0\0\0\0\0\0{}      ";
  hac_weights *weights = nullptr;
  ASSERT_EQ(decode_steps_f32_load_memory(noWeights, 16, nullptr, &weights, &error), HAC_OK) << error.text;

  std::vector<float> full(batch * tokens * width), local(full.size());
  decode_steps_f32_whole_args all{};
  all.head = decode_steps_f32_head(sizeof all);
  all.batch = batch;
  all.tokens = tokens;
  all.x = {x.data(), int64_t(x.size())};
  all.full = view(full);
  all.local = view(local);
  Arena whole(decode_steps_f32_whole_arena_bytes(batch, tokens, 1));
  ASSERT_EQ(decode_steps_f32_whole(weights, &whole.context, &all, &error), HAC_OK) << error.text;

  std::vector<int32_t> position(1);
  std::vector<float> keys(batch * longest * keyWidth), values(keys), lastKeys(batch * ring * keyWidth),
      lastValues(lastKeys), token(batch * inputs), fullRow(batch * width), localRow(batch * width);
  decode_steps_f32_next_args one{};
  one.head = decode_steps_f32_head(sizeof one);
  one.batch = batch;
  one.x = {token.data(), int64_t(token.size())};
  one.position = view(position);
  one.keys = view(keys);
  one.values = view(values);
  one.last_keys = view(lastKeys);
  one.last_values = view(lastValues);
  one.full = view(fullRow);
  one.local = view(localRow);
  Arena step(decode_steps_f32_next_arena_bytes(batch, 1));
  for (int64_t t = 0; t < tokens; t++) {
    for (int64_t b = 0; b < batch; b++)
      std::copy_n(&x[(b * tokens + t) * inputs], inputs, &token[b * inputs]);
    ASSERT_EQ(decode_steps_f32_next(weights, &step.context, &one, &error), HAC_OK) << error.text;
    for (int64_t b = 0; b < batch; b++)
      for (int64_t i = 0; i < width; i++) {
        ASSERT_NEAR(fullRow[b * width + i], full[(b * tokens + t) * width + i], 2e-5) << "token " << t;
        ASSERT_NEAR(localRow[b * width + i], local[(b * tokens + t) * width + i], 2e-5) << "token " << t;
      }
  }
  EXPECT_EQ(position[0], tokens);
  decode_steps_f32_unload(weights);
}

} // namespace
