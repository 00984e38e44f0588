#include "models/text/word_piece.h"
#include "models/text/bert_words.h"
#include "models/text/file.h"
#include "models/text/utf8.h"

#include <algorithm>

namespace hac::text {
namespace {

constexpr std::size_t max_file_bytes = 64 << 20; // the largest published vocabulary has 5 MB
constexpr std::size_t max_word_characters = 100;

bool begins_character(char byte) { return (byte & 0xC0) != 0x80; }

std::size_t count_characters(std::string_view well_formed) {
  return std::size_t(std::count_if(well_formed.begin(), well_formed.end(), begins_character));
}

} // namespace

result<WordPiece> WordPiece::load(const std::string &path) {
  auto bytes = read_file(path, max_file_bytes);
  if (!bytes)
    return failure{bytes.error()};
  return parse(*bytes, path);
}

result<WordPiece> WordPiece::parse(std::string_view vocabulary, const std::string &name) {
  auto refuse = [&](std::size_t line, const std::string &why) {
    return failure{printable(name) + ": line " + std::to_string(line) + ": " + why};
  };
  WordPiece tokenizer;
  while (!vocabulary.empty()) {
    std::string_view line = vocabulary.substr(0, vocabulary.find('\n'));
    vocabulary.remove_prefix(std::min(line.size() + 1, vocabulary.size()));
    std::size_t number = tokenizer.pieces_.size();
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.empty())
      return refuse(number + 1, "empty, expected a word piece");
    if (!is_well_formed(line))
      return refuse(number + 1, "not UTF-8: is this a vocabulary?");
    bool continues = line.starts_with("##");
    Numbers &numbers = continues ? tokenizer.continuations_ : tokenizer.beginnings_;
    auto [place, fresh] = numbers.emplace(line.substr(continues ? 2 : 0), std::int32_t(number));
    if (!fresh)
      return refuse(number + 1, "'" + printable(line) + "' again, first in line " +
                                    std::to_string(place->second + 1));
    tokenizer.pieces_.emplace_back(line);
    tokenizer.longest_ = std::max(tokenizer.longest_, line.size());
  }

  struct {
    const char *piece;
    std::int32_t *number;
  } specials[] = {{"[PAD]", &tokenizer.padding_},
                  {"[UNK]", &tokenizer.unknown_},
                  {"[CLS]", &tokenizer.begin_},
                  {"[SEP]", &tokenizer.end_},
                  {"[MASK]", nullptr}};
  for (auto special : specials) {
    auto found = tokenizer.beginnings_.find(special.piece);
    if (found != tokenizer.beginnings_.end()) {
      tokenizer.specials_.push_back(*found);
      if (special.number)
        *special.number = found->second;
    } else if (special.number) {
      return failure{printable(name) + ": no " + special.piece + " in it: is this a vocabulary?"};
    }
  }
  return tokenizer;
}

std::vector<std::int32_t> WordPiece::encode(std::string_view text, std::size_t max_length) const {
  std::vector<std::int32_t> ids = {begin_};
  while (!text.empty() && ids.size() < max_length) {
    // The text up to the first special piece, then that piece.
    std::size_t at = text.size(), length = 0;
    std::int32_t special = 0;
    for (auto &[piece, number] : specials_) {
      std::size_t found = text.substr(0, at).find(piece);
      if (found != text.npos) {
        at = found;
        length = piece.size();
        special = number;
      }
    }
    for (const std::string &word : bert_words(text.substr(0, at))) {
      cut_word(word, ids);
      if (ids.size() >= max_length)
        break;
    }
    if (length)
      ids.push_back(special);
    text.remove_prefix(at + length);
  }
  ids.resize(std::min(ids.size(), std::max<std::size_t>(max_length, 1) - 1));
  if (max_length > 0)
    ids.push_back(end_);
  return ids;
}

void WordPiece::cut_word(std::string_view word, std::vector<std::int32_t> &ids) const {
  std::size_t before = ids.size();
  bool known = count_characters(word) <= max_word_characters;
  for (const Numbers *numbers = &beginnings_; known && !word.empty(); numbers = &continuations_) {
    std::size_t length = std::min(word.size(), longest_);
    auto found = numbers->end();
    for (; length > 0; length--) {
      if (length < word.size() && !begins_character(word[length]))
        continue; // inside a character
      found = numbers->find(word.substr(0, length));
      if (found != numbers->end())
        break;
    }
    known = found != numbers->end();
    if (known)
      ids.push_back(found->second);
    word.remove_prefix(length);
  }
  if (!known) {
    ids.resize(before);
    ids.push_back(unknown_);
  }
}

} // namespace hac::text
