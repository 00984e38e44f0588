// BERT's uncased tokenizer: text to the numbers that a model of the family takes.
#pragma once
#include "models/text/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hac::text {

/// A vocabulary and the greedy cut into its longest pieces. Equal to the published tokenizer
/// (tests/text compares with it, every character of Unicode included). Any number of threads may
/// use one object.
///
///     auto tokenizer = WordPiece::load("vocab.txt");
///     if (!tokenizer) return report(tokenizer.error());
///     tokenizer->encode("Unaffable!");   // {101, 14477, 20961, 3468, 999, 102}
class WordPiece {
public:
  /// A vocabulary file: UTF-8, one piece a line, the number of the line is the number of the piece,
  /// from 0. "##" begins a piece that continues a word. [PAD], [UNK], [CLS] and [SEP] must be in
  /// it.
  static result<WordPiece> load(const std::string &path);
  /// The same from memory; `name` stands for the path in messages.
  static result<WordPiece> parse(std::string_view vocabulary, const std::string &name);

  /// [CLS], the pieces of `text`, [SEP]: at most `max_length` numbers, of which the last is [SEP]
  /// also where the text was cut. Every number is in 0 .. size() - 1.
  ///
  /// Words are those of bert_words(). A word that cannot be cut into pieces of the vocabulary, or
  /// of over 100 characters, is one [UNK]. [PAD], [UNK], [CLS], [SEP] and [MASK] written out in the
  /// text stand for themselves. Ill-formed UTF-8 counts as U+FFFD, which vanishes like every
  /// U+FFFD.
  std::vector<std::int32_t> encode(std::string_view text, std::size_t max_length = 512) const;

  std::int32_t size() const { return std::int32_t(pieces_.size()); }
  const std::string &piece(std::int32_t number) const { return pieces_[std::size_t(number)]; }
  /// The number of [PAD].
  std::int32_t padding() const { return padding_; }

private:
  WordPiece() = default;
  void cut_word(std::string_view word, std::vector<std::int32_t> &ids) const;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  using Numbers = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

  std::vector<std::string> pieces_;
  Numbers beginnings_;      // "un", "[CLS]"
  Numbers continuations_;   // "aff" for the piece "##aff"
  std::size_t longest_ = 0; // bytes
  std::vector<std::pair<std::string, std::int32_t>> specials_;
  std::int32_t padding_ = 0, unknown_ = 0, begin_ = 0, end_ = 0;
};

} // namespace hac::text
