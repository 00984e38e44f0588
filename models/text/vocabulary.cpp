#include "models/text/vocabulary.h"
#include "models/text/file.h"
#include "models/text/utf8.h"

#include <algorithm>

namespace hac::text {
namespace {
constexpr std::size_t max_file_bytes = 64 << 20;
}

Vocabulary Vocabulary::build(const WordCounts &counts, std::size_t limit) {
  std::vector<std::pair<std::string_view, std::uint64_t>> order(counts.begin(), counts.end());
  std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  Vocabulary vocabulary;
  vocabulary.words_ = {"[PAD]", "[UNK]"};
  for (auto &[word, count] : order) {
    if (vocabulary.words_.size() >= limit)
      break;
    vocabulary.words_.emplace_back(word);
  }
  for (std::size_t i = 0; i < vocabulary.words_.size(); i++)
    vocabulary.numbers_.emplace(vocabulary.words_[i], std::int32_t(i));
  return vocabulary;
}

result<Vocabulary> Vocabulary::load(const std::string &path) {
  auto bytes = read_file(path, max_file_bytes);
  if (!bytes)
    return failure{bytes.error()};
  return parse(*bytes, path);
}

result<Vocabulary> Vocabulary::parse(std::string_view lines, const std::string &name) {
  auto refuse = [&](std::size_t line, const std::string &why) {
    return failure{printable(name) + ": line " + std::to_string(line) + ": " + why};
  };
  Vocabulary vocabulary;
  while (!lines.empty()) {
    std::string_view word = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(word.size() + 1, lines.size()));
    std::size_t number = vocabulary.words_.size();
    const char *expected = number == 0 ? "[PAD]" : number == 1 ? "[UNK]" : nullptr;
    if (expected && word != expected)
      return refuse(number + 1, std::string("expected ") + expected + ", got '" + printable(word) +
                                    "': is this a vocabulary of the news model?");
    if (word.empty())
      return refuse(number + 1, "empty, expected a word");
    if (!is_well_formed(word))
      return refuse(number + 1, "not UTF-8");
    auto [place, fresh] = vocabulary.numbers_.emplace(word, std::int32_t(number));
    if (!fresh)
      return refuse(number + 1, "'" + printable(word) + "' again, first in line " +
                                    std::to_string(place->second + 1));
    vocabulary.words_.emplace_back(word);
  }
  if (vocabulary.words_.size() < 2)
    return refuse(vocabulary.words_.size() + 1, "the end, expected [PAD] and [UNK] first");
  return vocabulary;
}

result<bool> Vocabulary::save(const std::string &path) const {
  std::string lines;
  for (const std::string &word : words_)
    lines += word + "\n";
  return write_file(path, lines);
}

std::int32_t Vocabulary::number(std::string_view word) const {
  auto found = numbers_.find(word);
  return found == numbers_.end() ? unknown : found->second;
}

std::vector<std::int32_t> Vocabulary::encode(const std::vector<std::string> &words,
                                             std::size_t max_length) const {
  std::vector<std::int32_t> numbers;
  numbers.reserve(std::min(words.size(), max_length));
  for (std::size_t i = 0; i < words.size() && i < max_length; i++)
    numbers.push_back(number(words[i]));
  return numbers;
}

} // namespace hac::text
