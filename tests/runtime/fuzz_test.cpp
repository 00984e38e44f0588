// Weights files nobody wrote: every truncation and 100,000 mutations of valid ones. Whatever the
// bytes are, a load ends with a named error or with weights that can be used.
#include "support.h"

using namespace support;

namespace {

/// A load of any bytes: memory safety is the sanitizers' business.
void try_load(const std::string &file, uint32_t flags) {
  // A copy of exactly this size, so that reading past it is seen.
  std::unique_ptr<char[]> bytes(new char[file.size()]);
  std::memcpy(bytes.get(), file.data(), file.size());
  hac_load_options options{};
  options.head = news_head(sizeof options);
  options.flags = flags;
  hac_weights *w = nullptr;
  hac_error error{};
  hac_status status = news_load_memory(bytes.get(), file.size(), &options, &w, &error);
  ASSERT_EQ(status == 0, w != nullptr);
  if (status) {
    ASSERT_GE(status, HAC_E_FILE_OPEN);
    ASSERT_LE(status, HAC_E_FILE_LIMIT);
    ASSERT_EQ(status, error.status);
    ASSERT_LT(std::strlen(error.text), sizeof error.text);
  }
  news_unload(w);
}

std::vector<std::string> seeds() {
  std::vector<tensor> tensors = news_tensors();
  std::vector<std::string> files = {file_of(tensors)};
  for (tensor &t : tensors)
    t.dtype = "F64", t.bytes += t.bytes;
  files.push_back(file_of(tensors));
  files.push_back(file_of("{\"__metadata__\":{\"a\":\"\\u00e9\\n\",\"b\":\"\"},"
                          "\"\\u0061\\\"\":{\"shape\":[2,0,1],\"dtype\":\"F4\",\"data_offsets\":"
                          "[0,0]}}"));
  return files;
}

TEST(Fuzz, EveryTruncation) {
  for (const std::string &file : seeds())
    for (size_t bytes = 0; bytes < file.size(); ++bytes)
      ASSERT_NO_FATAL_FAILURE(try_load(file.substr(0, bytes), 0));
}

TEST(Fuzz, Mutations) {
  std::mt19937 random(20261122);
  auto pick = [&](size_t count) { return count ? random() % count : 0; };
  const std::vector<std::string> files = seeds();
  const char *words[] = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "-1", "0",
                         "18446744073709551615", "9223372036854775808", "4294967296", "1e9",
                         "\"shape\"", "\"dtype\"", "\"data_offsets\"", "\"__metadata__\"", "\"F8_E4M3\"",
                         "\"I64\"", "null", "\xff", "\xed\xa0\x80", " "};
  for (int round = 0; round < 100'000; ++round) {
    std::string file = files[pick(files.size())];
    for (size_t changes = pick(4) + 1; changes-- > 0 && file.size() > 8;) {
      uint64_t n;
      std::memcpy(&n, file.data(), 8);
      size_t header = n < file.size() - 8 ? size_t(n) : file.size() - 8;
      size_t at = 8 + pick(header);
      switch (pick(6)) {
      case 0:
        file[pick(file.size())] = char(random());
        break;
      case 1:
        file[at] ^= char(1 << pick(8));
        break;
      case 2: // a word of the grammar, the length kept right
      case 3: {
        const char *word = words[pick(std::size(words))];
        file.insert(at, word);
        n += std::strlen(word);
        std::memcpy(file.data(), &n, 8);
        break;
      }
      case 4: { // a piece of the header goes, the length kept right
        size_t bytes = std::min<size_t>(pick(20), 8 + header - at);
        file.erase(at, bytes);
        n -= bytes;
        std::memcpy(file.data(), &n, 8);
        break;
      }
      default: { // a piece is doubled
        size_t bytes = std::min<size_t>(pick(60), 8 + header - at);
        file.insert(at, file.substr(at, bytes));
        n += bytes;
        std::memcpy(file.data(), &n, 8);
      }
      }
    }
    ASSERT_NO_FATAL_FAILURE(try_load(file, uint32_t(pick(8)))) << "round " << round;
  }
}

} // namespace
