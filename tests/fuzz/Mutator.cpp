#include "tests/fuzz/Mutator.h"

#include <cstring>
#include <fstream>
#include <iterator>

namespace hac::test {

static Words readFile(const char *path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  Words words(bytes.size() / 4);
  std::memcpy(words.data(), bytes.data(), words.size() * 4);
  return words;
}

bool addSamples(const char *path, std::map<std::string, Words> &samples) {
  Words all = readFile(path);
  size_t at = 0;
  while (at + blob::header_words < all.size() && all[at + blob::h_words] <= all.size() - at &&
         all[at + blob::h_words] > 0) {
    Words one(all.begin() + at, all.begin() + at + all[at + blob::h_words]);
    samples[std::string(path) + "#" + std::to_string(at)] = std::move(one);
    at += all[at + blob::h_words];
  }
  return at == all.size() && at > 0;
}

} // namespace hac::test
