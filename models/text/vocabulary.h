// Whole words and their numbers.
#pragma once
#include "models/text/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hac::text {

/// How often each word was seen.
using WordCounts = std::unordered_map<std::string, std::uint64_t>;

/// Numbers for the words of a training set; its file holds one word a line, in order.
class Vocabulary {
public:
  static constexpr std::int32_t padding = 0; ///< "[PAD]", the first line
  static constexpr std::int32_t unknown = 1; ///< "[UNK]": every word that is not in the list

  /// The most frequent words, at most `limit` numbers with padding and unknown. Words seen equally
  /// often are taken in order of their bytes, so that the same articles give the same vocabulary.
  static Vocabulary build(const WordCounts &counts, std::size_t limit);

  static result<Vocabulary> load(const std::string &path);
  /// The same from memory; `name` stands for the path in messages.
  static result<Vocabulary> parse(std::string_view lines, const std::string &name);
  /// True, or why not; see write_file().
  result<bool> save(const std::string &path) const;

  std::int32_t size() const { return std::int32_t(words_.size()); }
  std::int32_t number(std::string_view word) const;
  const std::string &word(std::int32_t number) const { return words_[std::size_t(number)]; }
  /// Numbers of the first `max_length` words.
  std::vector<std::int32_t> encode(const std::vector<std::string> &words,
                                   std::size_t max_length) const;

private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> numbers_;
};

} // namespace hac::text
