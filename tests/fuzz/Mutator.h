// What the fuzzers share: real blobs, and changes to them.
#pragma once
#include "tests/fuzz/RawBlob.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>

namespace hac::test {

using Words = RawBlob::Words;

/// Adds the blobs of a file, which may hold several functions, by "file#offset". False: there are
/// none, or something else.
bool addSamples(const char *path, std::map<std::string, Words> &samples);

/// Changes a valid blob: a quarter of the time its container, else its meaning.
class Mutator {
public:
  explicit Mutator(uint64_t seed) : random(seed) {}

  Words mutate(const Words &sample) {
    if (below(4) == 0) // the container
      return mutateWords(sample);
    RawBlob raw = RawBlob::split(sample); // the meaning: header and section table stay right
    for (uint32_t i = 0, count = 1 + below(3); i < count; ++i)
      mutateRows(raw);
    return raw.words();
  }

private:
  uint32_t below(size_t n) { return n ? uint32_t(random() % n) : 0; }

  /// Values at which comparisons and sums go wrong, and such that mean something near by.
  uint32_t interesting(uint32_t old, size_t count) {
    switch (below(8)) {
    case 0:
      return blob::none;
    case 1:
      return 0;
    case 2:
      return uint32_t(count) + below(3) - 1;
    case 3:
      return old + (below(2) ? 1 : -1);
    case 4:
      return below(count + 1);
    case 5:
      return old ^ 1u << below(32);
    case 6:
      return below(2) ? 0x7fffffff : 0x80000000;
    default:
      return uint32_t(random());
    }
  }

  Words mutateWords(Words words) {
    switch (below(5)) {
    case 0:
      words.resize(below(words.size()));
      break;
    case 1:
      words.insert(words.begin() + below(words.size() + 1), uint32_t(random()));
      break;
    case 2:
      words.erase(words.begin() + below(words.size()));
      break;
    case 3: { // header or section table
      uint32_t at = below(blob::header_words + blob::section_count * blob::section_words);
      words[at] = interesting(words[at], words.size());
      break;
    }
    default: {
      uint32_t at = below(words.size());
      words[at] = interesting(words[at], words.size());
    }
    }
    return words;
  }

  void mutateRows(RawBlob &raw) {
    blob::section s = blob::section(below(blob::section_count));
    for (int tries = 0; raw.rows(s) == 0 && tries < 40; ++tries)
      s = blob::section(below(blob::section_count));
    Words &words = raw.sections[s];
    uint32_t width = raw.width(s), rows = raw.rows(s);
    if (rows == 0)
      return;
    uint32_t row = below(rows), other = below(rows);
    auto begin = words.begin() + size_t(row) * width;
    switch (below(8)) {
    case 0: // a copy of a row, at its place or at the end
      words.insert(below(2) ? words.end() : begin, width, 0);
      std::copy_n(words.begin() + size_t(other) * width, width, words.end() - width);
      break;
    case 1:
      words.erase(begin, begin + width);
      break;
    case 2:
      std::swap_ranges(begin, begin + width, words.begin() + size_t(other) * width);
      break;
    case 3: // one column from another row
      if (uint32_t column = below(width); true)
        raw.at(s, row, column) = raw.at(s, other, column);
      break;
    case 4: { // a byte of text or of a tape
      uint32_t &word = raw.at(s, row, below(width));
      word = (word & ~(0xffu << 8 * below(4))) | below(256) << 8 * below(4);
      break;
    }
    default: {
      uint32_t &word = raw.at(s, row, below(width));
      blob::section counted = blob::section(below(blob::section_count));
      word = interesting(word, raw.rows(counted));
    }
    }
  }

  std::mt19937_64 random;
};

} // namespace hac::test
