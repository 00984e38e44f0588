// What the runtime tests share: weights files in memory, and calls of the hand-made models.
#pragma once
#include "news.h"
#include "other.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace support {

/// 8 bytes of length, the header as it stands, the data.
std::string file_of(const std::string &header, const std::string &data = "");

/// `bytes` zeros as data.
std::string zeros(size_t bytes);

struct tensor {
  std::string name, dtype; // "F32"
  std::vector<int64_t> shape;
  std::string bytes;
};
/// A correct file of these tensors, in their order.
std::string file_of(const std::vector<tensor> &tensors);

template <typename T> std::string bytes_of(const std::vector<T> &values) {
  std::string bytes(values.size() * sizeof(T), 0);
  if (!values.empty())
    std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// The parameters of `news`: small integers, so that sums are exact.
std::vector<tensor> news_tensors();

/// Status of loading `file` as `news` from memory, and the error's text. The test fails if the two
/// disagree, or if a handle came with an error.
hac_status load_status(const std::string &file, uint32_t flags = 0, hac_error *error = nullptr);

/// Written to a fresh file of the test's own folder; removed at the end.
class temporary_file {
public:
  explicit temporary_file(const std::string &bytes);
  ~temporary_file();
  const char *path() const { return name.c_str(); }

private:
  std::string name;
};

struct unload {
  void operator()(hac_weights *w) const { news_unload(w); }
};
using weights = std::unique_ptr<hac_weights, unload>;
weights load_news();

/// 64-byte aligned, filled with `fill`.
class aligned_block {
public:
  explicit aligned_block(int64_t bytes, unsigned char fill = 0xff);
  ~aligned_block() { std::free(data); }
  aligned_block(const aligned_block &) = delete;
  char *data;
  int64_t bytes;
};

/// A valid call of news.classify with batch 3, seq 8, to be spoilt by a test.
struct classify_call {
  explicit classify_call(int64_t lanes = 1);
  hac_status run() { return news_classify(w, &cx, &args, &error); }
  /// The status with every output untouched, 0 where an output was written.
  hac_status run_untouched();
  /// Valid: the outputs are right.
  void expect_right();

  weights owner = load_news();
  const hac_weights *w = owner.get();
  std::vector<int32_t> tokens, length;
  std::vector<float> logits;
  aligned_block arena;
  hac_context cx{};
  news_classify_args args{};
  hac_error error{};
};

/// The same for news.odd, n = 8.
struct odd_call {
  odd_call();
  hac_status run() { return news_odd(w.get(), &cx, &args, &error); }

  weights w = load_news();
  std::vector<uint8_t> flags, pairs;
  std::vector<int64_t> ids;
  std::vector<int8_t> small;
  std::vector<uint16_t> half, brain;
  std::vector<double> exact;
  std::vector<int32_t> label;
  std::vector<float> cache, total, copy, big;
  hac_context cx{};
  news_odd_args args{};
  hac_error error{};
};

/// news.classify by its definition.
std::vector<float> classify_by_hand(const std::vector<int32_t> &tokens,
                                    const std::vector<int32_t> &length, int64_t seq);

} // namespace support
