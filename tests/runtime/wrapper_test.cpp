// The C++ side of the generated header: <hac/model.hpp> and the classes of a model.
#include "support.h"

#include <algorithm>
#include <cstdio>
#include <thread>
#include <type_traits>

using namespace support;

namespace {

static_assert(!std::is_copy_constructible_v<news::weights>);
static_assert(!std::is_copy_constructible_v<news::classify>);
static_assert(std::is_nothrow_move_constructible_v<news::classify>);

hac::result<news::weights> load() {
  std::string file = file_of(news_tensors());
  return news::weights::load_memory(std::as_bytes(std::span(file)));
}

TEST(Wrapper, LoadCreateRun) {
  temporary_file file(file_of(news_tensors()));
  auto weights = news::weights::load(file.path());
  ASSERT_TRUE(weights) << weights.error().text;
  auto classify = news::classify::create(*weights, {.batch = 2, .seq = 64});
  ASSERT_TRUE(classify) << classify.error().text;
  EXPECT_STREQ(classify->isa(), "x86-64-v3");
  std::vector<int32_t> ids(16, 7);
  const int32_t length[] = {8, 2};
  float logits[40];
  auto done = classify->run({.batch = 2, .seq = 8, .tokens = ids, .length = length,
                             .logits = logits});
  ASSERT_TRUE(done) << done.error().text;
  EXPECT_EQ(std::vector<float>(logits, logits + 40), classify_by_hand(ids, {8, 2}, 8));
}

TEST(Wrapper, ErrorsAreValues) {
  auto missing = news::weights::load("/nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().status, HAC_E_FILE_OPEN);
  auto weights = load();
  ASSERT_TRUE(weights);
  auto sizes = news::classify::create(*weights, {.batch = 65, .seq = 8});
  ASSERT_FALSE(sizes);
  EXPECT_EQ(sizes.error().status, HAC_E_DIM);
  EXPECT_NE(std::string_view(sizes.error().text).find("batch is 65, expected 1 to 64"), std::string_view::npos)
      << sizes.error().text;
  auto classify = news::classify::create(*weights, {.batch = 1, .seq = 8});
  ASSERT_TRUE(classify);
  std::vector<int32_t> ids(8, 50);
  const int32_t length[] = {8};
  float logits[20];
  auto done = classify->run({.batch = 1, .seq = 8, .tokens = ids, .length = length,
                             .logits = logits});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().status, HAC_E_INDEX);
  auto larger = classify->run({.batch = 2, .seq = 8, .tokens = ids, .length = length,
                               .logits = logits});
  EXPECT_EQ(larger.error().status, HAC_E_COUNT);
}

TEST(Wrapper, MovesAndThreads) {
  auto weights = load();
  ASSERT_TRUE(weights);
  news::weights owner = std::move(*weights);
  hac::parallel threads(2, [](int64_t lanes, auto &&body) {
    std::thread other([&] { body(1); });
    body(0);
    other.join();
    EXPECT_EQ(lanes, 2);
  });
  auto made = news::classify::create(owner, {.batch = 2, .seq = 8}, threads);
  ASSERT_TRUE(made);
  news::classify classify = std::move(*made);
  std::vector<int32_t> ids(16, 7);
  const int32_t length[] = {8, 2};
  float logits[40];
  news::classify::args args = {.batch = 2, .seq = 8, .tokens = ids, .length = length,
                               .logits = logits};
  EXPECT_EQ(made->run(args).error().status, HAC_E_NULL); // moved from
  ASSERT_TRUE(classify.run(args));
  EXPECT_EQ(std::vector<float>(logits, logits + 40), classify_by_hand(ids, {8, 2}, 8));
}

TEST(Wrapper, FunctionWithoutSizes) {
  std::string file = file_of({{"w", "F32", {4}, bytes_of<float>({1, 2, 3, 4})}});
  auto weights = other::weights::load_memory(std::as_bytes(std::span(file)));
  ASSERT_TRUE(weights) << weights.error().text;
  auto apply = other::apply::create(*weights);
  ASSERT_TRUE(apply) << apply.error().text;
  float x[] = {1, 1, 1, 2}, y[4];
  ASSERT_TRUE(apply->run({.x = x, .y = y}));
  EXPECT_EQ(y[3], 8);
}

/// What the example program prints for these ids.
std::string example_output(const std::string &weights, const std::string &ids) {
  std::string command = "echo " + ids + " | " EXAMPLE " " + weights + " 2>&1";
  FILE *pipe = popen(command.c_str(), "r");
  char line[512] = "";
  EXPECT_NE(std::fgets(line, sizeof line, pipe), nullptr);
  pclose(pipe);
  return line;
}

TEST(Wrapper, ExampleProgram) {
  temporary_file file(file_of(news_tensors()));
  std::vector<int32_t> ids = {1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<float> logits = classify_by_hand(ids, {8}, 8);
  auto best = std::max_element(logits.begin(), logits.end());
  char right[100];
  std::snprintf(right, sizeof right, "topic %td, logit %.4f, code for x86-64-v3\n",
                best - logits.begin(), *best);
  EXPECT_EQ(example_output(file.path(), "1 2 3 4 5 6 7 8"), right);
  std::string outside = example_output(file.path(), "1 2 3 4 5 6 7 50");
  EXPECT_NE(outside.find("[hac-R308]"), std::string::npos) << outside;
  EXPECT_NE(example_output(file.path(), "1 2 3").find("[hac-R304]"), std::string::npos);
  EXPECT_NE(example_output("/nowhere", "1").find("[hac-S201]"), std::string::npos);
}

} // namespace
