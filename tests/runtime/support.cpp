// support.cpp: see support.h.
#include "support.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace support {

std::string zeros(size_t bytes) { return std::string(bytes, '\0'); }

std::string file_of(const std::string &header, const std::string &data) {
  std::string file(8, '\0');
  uint64_t n = header.size();
  std::memcpy(file.data(), &n, 8);
  return file + header + data;
}

std::string file_of(const std::vector<tensor> &tensors) {
  std::string header = "{", data;
  for (const tensor &t : tensors) {
    std::string shape;
    for (int64_t size : t.shape)
      shape += (shape.empty() ? "" : ",") + std::to_string(size);
    header += (header.size() > 1 ? ",\"" : "\"") + t.name + "\":{\"dtype\":\"" + t.dtype +
              "\",\"shape\":[" + shape + "],\"data_offsets\":[" + std::to_string(data.size()) +
              "," + std::to_string(data.size() + t.bytes.size()) + "]}";
    data += t.bytes;
  }
  return file_of(header + "}", data);
}

namespace {

std::vector<float> small_integers(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  for (float &value : values)
    value = float(int(random() % 7)) - 3;
  return values;
}

} // namespace

std::vector<tensor> news_tensors() {
  return {{"head.weight", "F32", {20, 20}, bytes_of(small_integers(400, 1))},
          {"embed.weight", "F32", {50, 20}, bytes_of(small_integers(1000, 2))},
          {"scale", "F32", {}, bytes_of<float>({2})},
          {"head.bias", "F32", {20}, bytes_of(small_integers(20, 3))}};
}

std::vector<float> classify_by_hand(const std::vector<int32_t> &tokens,
                                    const std::vector<int32_t> &length, int64_t seq) {
  std::vector<float> weight = small_integers(400, 1), embed = small_integers(1000, 2),
                     bias = small_integers(20, 3), logits;
  for (size_t row = 0; row < length.size(); ++row)
    for (int out = 0; out < 20; ++out) {
      float sum = bias[size_t(out)];
      for (int in = 0; in < 20; ++in) {
        float mean = 0;
        for (int i = 0; i < length[row]; ++i)
          mean += embed[size_t(tokens[row * size_t(seq) + size_t(i)] * 20 + in)];
        if (length[row])
          sum += weight[size_t(out * 20 + in)] * mean * 2 / float(length[row]);
      }
      logits.push_back(sum);
    }
  return logits;
}

hac_status load_status(const std::string &file, uint32_t flags, hac_error *error) {
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.flags = flags;
  hac_weights *w = nullptr;
  hac_error mine{};
  hac_status status = news_load_memory(file.data(), file.size(), &options, &w, &mine);
  EXPECT_EQ(status == 0, w != nullptr);
  if (status) {
    EXPECT_EQ(status, mine.status);
    EXPECT_GT(std::strlen(mine.text), 10u) << status;
  }
  news_unload(w);
  if (error)
    *error = mine;
  return status;
}

temporary_file::temporary_file(const std::string &bytes) : name("/tmp/hac-runtime-XXXXXX") {
  int fd = mkstemp(name.data());
  FILE *file = fdopen(fd, "wb");
  EXPECT_EQ(std::fwrite(bytes.data(), 1, bytes.size(), file), bytes.size());
  std::fclose(file);
}
temporary_file::~temporary_file() { std::remove(name.c_str()); }

weights load_news() {
  std::string file = file_of(news_tensors());
  hac_weights *w = nullptr;
  hac_error error{};
  EXPECT_EQ(news_load_memory(file.data(), file.size(), nullptr, &w, &error), 0) << error.text;
  return weights(w);
}

aligned_block::aligned_block(int64_t bytes, unsigned char fill)
    : data(static_cast<char *>(std::aligned_alloc(64, size_t(bytes + 63) / 64 * 64))),
      bytes(bytes) {
  std::memset(data, fill, size_t(bytes));
}

classify_call::classify_call(int64_t lanes)
    : length{8, 0, 4}, logits(60, -77), arena(news_classify_arena_bytes(3, 8, lanes)) {
  for (int i = 0; i < 24; ++i)
    tokens.push_back((i * 17 + 3) % 50);
  cx.head = news_head(sizeof cx);
  cx.arena = arena.data;
  cx.arena_bytes = arena.bytes;
  args.head = news_head(sizeof args);
  args.batch = 3;
  args.seq = 8;
  args.tokens = {tokens.data(), 24};
  args.length = {length.data(), 3};
  args.logits = {logits.data(), 60};
}

hac_status classify_call::run_untouched() {
  hac_status status = run();
  EXPECT_EQ(status, error.status);
  EXPECT_GT(std::strlen(error.text), 10u);
  for (float value : logits)
    if (value != -77)
      return 0;
  return status;
}

void classify_call::expect_right() {
  ASSERT_EQ(run(), 0) << error.text;
  std::vector<float> right = classify_by_hand(tokens, length, args.seq);
  for (size_t i = 0; i < right.size(); ++i)
    EXPECT_EQ(logits[i], right[i]) << i;
}

odd_call::odd_call()
    : flags(8, 1), pairs(4, 7), ids(8, 3), small(8, -3), half(8), brain(8), exact(8), label(8, 4),
      cache(8, 0.5f), total(1), copy(8), big(6) {
  for (int i = 0; i < 8; ++i)
    exact[size_t(i)] = 1.0 / (i + 3);
  cx.head = news_head(sizeof cx);
  args.head = news_head(sizeof args);
  args.n = args.q = 8;
  args.m = 2;
  args.k = 3;
  args.gain = 1.5f;
  args.position = 8;
  args.flags = {flags.data(), 8};
  args.ids = {ids.data(), 8};
  args.pairs = {pairs.data(), 4};
  args.small = {small.data(), 8};
  args.half = {half.data(), 8};
  args.brain = {brain.data(), 8};
  args.exact = {exact.data(), 8};
  args.label = {label.data(), 8};
  args.cache = {cache.data(), 8};
  args.total = {total.data(), 1};
  args.copy = {copy.data(), 8};
  args.big = {big.data(), 6};
}

} // namespace support
