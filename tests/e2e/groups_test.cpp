// The groups of a compiled model: rows of the descriptor, their costs at given sizes, and the events
// of a profiled call in their order.
#include "groups_f32.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

constexpr int64_t batch = 3, seq = 10, rows = batch * seq;
const int64_t twiceSizes[] = {batch, seq};

TEST(Groups, Rows) {
  const hac_model &model = groups_f32_model;
  ASSERT_EQ(model.group_count, 3u);
  const hac_group *groups = model.groups;
  EXPECT_STREQ(groups[0].name, "linear+relu");
  EXPECT_STREQ(groups[1].name, "linear");
  EXPECT_STREQ(groups[2].name, "exp+add");
  EXPECT_STREQ(groups[0].tile, "4x24, k 48");
  EXPECT_STREQ(groups[2].tile, "");
  for (uint32_t i = 0; i < 3; i++) {
    EXPECT_STREQ(groups[i].file, "groups.model.cpp");
    EXPECT_EQ(groups[i].fn, i < 2 ? 0u : 1u);
    EXPECT_EQ(groups[i].isa, 0u);
  }
  EXPECT_EQ(groups[0].line, 10u);
  EXPECT_EQ(groups[0].last_line, 11u);
  EXPECT_EQ(groups[2].line, 19u);
  // x86-64-v3: two FMA of 8 lanes at 3.6 GHz are 115.2 GFLOP/s.
  EXPECT_GT(groups[0].gflops, 60);
  EXPECT_LT(groups[0].gflops, 115.2);
  EXPECT_EQ(groups[2].gflops, 0);
  EXPECT_GT(groups[2].gbytes, 1);
}

TEST(Groups, Costs) {
  int64_t flops = 0, bytes = 0;
  ASSERT_EQ(hac_group_cost(&groups_f32_model, 0, twiceSizes, &flops, &bytes), HAC_OK);
  EXPECT_EQ(flops, 2 * rows * 48 * 96);
  EXPECT_EQ(bytes, 4 * (rows * 48 + rows * 96 + 48 * 96 + 96));
  int64_t all = 0;
  ASSERT_EQ(hac_fn_cost(&groups_f32_model, 0, 0, twiceSizes, &all, &bytes), HAC_OK);
  EXPECT_EQ(all, 2 * flops);
  // seq counts in twos: the atom is seq / 2, and so is the number of rows here.
  ASSERT_EQ(hac_group_cost(&groups_f32_model, 2, &seq, &flops, &bytes), HAC_OK);
  EXPECT_EQ(flops, 0);
  EXPECT_EQ(bytes, 2 * 4 * seq / 2 * 20 + 4); // and the 1
}

/// All weights 1/64, as a file in memory.
std::string weightsFile() {
  std::string header = "{";
  size_t at = 0;
  auto add = [&](const std::string &name, const std::string &shape, size_t count) {
    header += (at ? "," : "") + ("\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[" + shape +
                                 "],\"data_offsets\":[" + std::to_string(at) + "," +
                                 std::to_string(at + 4 * count) + "]}");
    at += 4 * count;
  };
  add("first.weight", "96,48", 96 * 48);
  add("first.bias", "96", 96);
  add("second.weight", "48,96", 48 * 96);
  add("second.bias", "48", 48);
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');
  uint64_t length = header.size();
  std::string file(reinterpret_cast<const char *>(&length), 8);
  file += header;
  std::vector<float> values(at / 4, 1.0f / 64);
  return file.append(reinterpret_cast<const char *>(values.data()), at);
}

TEST(Groups, EventsOfACall) {
  std::string file = weightsFile();
  hac_error error;
  hac_weights *weights = nullptr;
  ASSERT_EQ(groups_f32_load_memory(file.data(), file.size(), nullptr, &weights, &error), HAC_OK)
      << error.text;
  std::vector<float> x(rows * 48, 1), y(rows * 48);
  std::vector<char> memory(size_t(groups_f32_twice_arena_bytes(batch, seq, 1)) + 64);
  groups_f32_twice_args args{};
  args.head = groups_f32_head(sizeof args);
  args.batch = batch;
  args.seq = seq;
  args.x = {x.data(), int64_t(x.size())};
  args.y = {y.data(), int64_t(y.size())};
  std::vector<hac_event> events(8);
  hac_profile profile{events.data(), int64_t(events.size()), 0, 0};
  hac_context context{};
  context.head = groups_f32_head(sizeof context);
  context.arena = memory.data() + (64 - reinterpret_cast<uintptr_t>(memory.data()) % 64) % 64;
  context.arena_bytes = int64_t(memory.size()) - 64;
  context.profile = &profile;
  ASSERT_EQ(groups_f32_twice(weights, &context, &args, &error), HAC_OK) << error.text;
  // (48 / 64 + 1 / 64) is what the first layer gives, 96 of them and the bias the second.
  EXPECT_EQ(y[0], 96 * (49.0f / 64) / 64 + 1.0f / 64);
  ASSERT_EQ(profile.used, 3); // the two groups and the call
  EXPECT_EQ(events[0].group, 0u);
  EXPECT_EQ(events[1].group, 1u);
  EXPECT_EQ(events[2].group, groups_f32_model.group_count + 0);
  EXPECT_LE(events[0].end_ns, events[1].begin_ns);
  groups_f32_unload(weights);
}

} // namespace
