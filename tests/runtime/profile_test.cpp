// Looking inside: events of fusion groups, what groups cost, the trace file.
#include "support.h"

#include <hac/pool.hpp>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace support;

namespace {

constexpr int64_t sizes[] = {3, 8}; // batch, seq of classify_call

std::vector<hac_event> events_of(classify_call &c, int64_t capacity, int64_t *dropped = nullptr) {
  std::vector<hac_event> events(size_t(capacity) + 1, hac_event{77, 77, 77, 77});
  hac_profile profile{events.data(), capacity, 0, 0};
  c.cx.profile = &profile;
  c.expect_right();
  c.cx.profile = nullptr;
  EXPECT_EQ(events.back().lane, 77u); // nothing behind the buffer
  events.resize(size_t(profile.used));
  if (dropped)
    *dropped = profile.dropped;
  return events;
}

TEST(Profile, OneEventForEachGroupAndTheCall) {
  classify_call c;
  std::vector<hac_event> events = events_of(c, 10);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].group, 0u);
  EXPECT_EQ(events[1].group, 1u);
  EXPECT_EQ(events[2].group, news_model.group_count + 0); // the call of function 0
  for (const hac_event &e : events) {
    EXPECT_EQ(e.lane, 0u);
    EXPECT_LE(e.begin_ns, e.end_ns);
    EXPECT_GE(e.begin_ns, events[2].begin_ns);
    EXPECT_LE(e.end_ns, events[2].end_ns);
  }
  EXPECT_LE(events[0].end_ns, events[1].begin_ns);
}

TEST(Profile, OtherLanesHaveTheirOwn) {
  hac::pool pool(3);
  classify_call c(3);
  c.cx.parallel = pool;
  std::vector<hac_event> events = events_of(c, 10);
  ASSERT_EQ(events.size(), 5u);
  std::vector<int> lanes(3);
  for (const hac_event &e : events)
    if (e.group == 1) {
      ASSERT_LT(e.lane, 3u);
      ++lanes[e.lane];
    }
  EXPECT_EQ(lanes, std::vector<int>({1, 1, 1}));
}

TEST(Profile, FullBuffersCount) {
  hac::pool pool(3);
  classify_call c(3);
  c.cx.parallel = pool;
  for (int64_t capacity : {0, 1, 4}) {
    int64_t dropped = 0;
    EXPECT_EQ(int64_t(events_of(c, capacity, &dropped).size()), capacity);
    EXPECT_EQ(dropped, 5 - capacity);
  }
}

TEST(Cost, FormulasOfTheSizes) {
  int64_t flops = -1, bytes = -1;
  EXPECT_EQ(hac_group_cost(&news_model, 0, sizes, &flops, &bytes), 0);
  EXPECT_EQ(flops, 20 * 3 * 8);
  EXPECT_EQ(bytes, 80 * 3 * 8);
  EXPECT_EQ(hac_group_cost(&news_model, 1, sizes, &flops, &bytes), 0);
  EXPECT_EQ(flops, 800 * 3);
  EXPECT_EQ(bytes, 160 * 3 + 1600);
  EXPECT_EQ(hac_fn_cost(&news_model, 0, 0, sizes, &flops, &bytes), 0);
  EXPECT_EQ(flops, 20 * 3 * 8 + 800 * 3);
  EXPECT_EQ(bytes, 80 * 3 * 8 + 160 * 3 + 1600);
  const int64_t odd[] = {8, 8, 1, 1};
  EXPECT_EQ(hac_fn_cost(&news_model, 1, 0, odd, &flops, &bytes), 0); // has no groups
  EXPECT_EQ(flops, 0);
}

TEST(Cost, BadArguments) {
  int64_t flops = 5, bytes = 5;
  const int64_t below[] = {3, 7};
  EXPECT_EQ(hac_group_cost(&news_model, 0, below, &flops, &bytes), HAC_E_DIM);
  EXPECT_EQ(hac_fn_cost(&news_model, 0, 0, below, &flops, &bytes), HAC_E_DIM);
  EXPECT_EQ(hac_group_cost(&news_model, 2, sizes, &flops, &bytes), HAC_E_DIM);
  EXPECT_EQ(hac_fn_cost(&news_model, 2, 0, sizes, &flops, &bytes), HAC_E_DIM);
  EXPECT_EQ(hac_fn_cost(&news_model, 0, 1, sizes, &flops, &bytes), HAC_E_DIM);
  EXPECT_EQ(hac_group_cost(nullptr, 0, sizes, &flops, &bytes), HAC_E_NULL);
  EXPECT_EQ(hac_group_cost(&news_model, 0, nullptr, &flops, &bytes), HAC_E_NULL);
  EXPECT_EQ(hac_fn_cost(&news_model, 0, 0, sizes, nullptr, &bytes), HAC_E_NULL);
  EXPECT_EQ(flops, 5);
  EXPECT_EQ(bytes, 5);
}

nlohmann::json trace_of(const hac_profile &profile, const int64_t *dims) {
  temporary_file file("");
  int fd = open(file.path(), O_WRONLY);
  hac_error error{};
  EXPECT_EQ(hac_profile_write(fd, &news_model, &profile, 0, dims, &error), 0) << error.text;
  close(fd);
  std::ifstream in(file.path());
  return nlohmann::json::parse(in); // throws where it is no JSON
}

TEST(Trace, SaysWhatEachGroupReached) {
  // Lane 1 and lane 0 of group 1; lane 0 took 300 ns where two lanes expect 3 * 200 / 2.
  hac_event events[] = {{1, 1, 1000, 1250}, {1, 0, 1000, 1300}, {2, 0, 900, 1400}};
  hac_profile profile{events, 3, 3, 4};
  nlohmann::json trace = trace_of(profile, sizes);
  EXPECT_EQ(trace["otherData"]["dropped events"], 4);
  auto &rows = trace["traceEvents"];
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0]["args"]["name"], "news");
  EXPECT_EQ(rows[1]["name"], "linear \"head\"");
  EXPECT_EQ(rows[1]["tid"], 1);
  EXPECT_FALSE(rows[1]["args"].contains("GFLOP/s"));
  EXPECT_EQ(rows[2]["ts"], 0.1); // microseconds since the first
  EXPECT_EQ(rows[2]["dur"], 0.3);
  EXPECT_EQ(rows[2]["args"]["line"], 12);
  EXPECT_EQ(rows[2]["args"]["file"], "news.model.cpp");
  EXPECT_EQ(rows[2]["args"]["tile"], "8x20");
  EXPECT_EQ(rows[2]["args"]["GFLOP/s"], 8.0); // 2400 flops
  EXPECT_EQ(rows[2]["args"]["GB/s"], 6.933);  // 2080 bytes
  // Memory is what bounds it: 2080 ns on one lane at 1 GB/s.
  EXPECT_EQ(rows[2]["args"]["share of expected"], 3.467);
  EXPECT_EQ(rows[3]["name"], "classify");
  EXPECT_EQ(rows[3]["dur"], 0.5);

  nlohmann::json plain = trace_of(profile, nullptr);
  EXPECT_FALSE(plain["traceEvents"][2]["args"].contains("GFLOP/s"));
  EXPECT_TRUE(trace_of({nullptr, 0, 0, 0}, sizes)["traceEvents"].size() == 1);
}

TEST(Trace, LongerThanABlock) {
  std::vector<hac_event> events(1000, hac_event{1, 0, 5, 9});
  hac_profile profile{events.data(), 1000, 1000, 0};
  EXPECT_EQ(trace_of(profile, sizes)["traceEvents"].size(), 1001u);
}

TEST(Trace, OfARealRun) {
  classify_call c;
  std::vector<hac_event> events = events_of(c, 10);
  hac_profile profile{events.data(), 10, int64_t(events.size()), 0};
  EXPECT_EQ(trace_of(profile, sizes)["traceEvents"].size(), 4u);
}

TEST(Trace, Failures) {
  hac_event event{1, 0, 5, 9};
  hac_profile profile{&event, 1, 1, 0};
  hac_error error{};
  const int64_t below[] = {3, 7};
  int full = open("/dev/full", O_WRONLY);
  EXPECT_EQ(hac_profile_write(full, &news_model, &profile, 0, sizes, &error), HAC_E_SAVE_WRITE);
  EXPECT_EQ(error.value, ENOSPC);
  close(full);
  EXPECT_EQ(hac_profile_write(-1, &news_model, &profile, 0, sizes, &error), HAC_E_SAVE_WRITE);
  EXPECT_EQ(hac_profile_write(1, &news_model, &profile, 0, below, &error), HAC_E_DIM);
  EXPECT_EQ(hac_profile_write(1, &news_model, &profile, 2, sizes, &error), HAC_E_DIM);
  EXPECT_EQ(hac_profile_write(1, nullptr, &profile, 0, sizes, &error), HAC_E_NULL);
  EXPECT_EQ(hac_profile_write(1, &news_model, nullptr, 0, sizes, &error), HAC_E_NULL);
}

} // namespace
