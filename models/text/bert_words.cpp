#include "models/text/bert_words.h"
#include "models/text/utf8.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

namespace hac::text {
namespace {

/// General category in Unicode 8: ICU's own, except for what was added or moved since.
int8_t category(char32_t c) {
  if (c < 0x80)
    return u_charType(UChar32(c));
  switch (c) {
  case 0x166D:  // Canadian syllabics chi sign; a symbol since Unicode 12
  case 0x111C9: // Sharada sandhi mark; a mark since Unicode 11
    return U_OTHER_PUNCTUATION;
  case 0x1734: // Hanunoo pamudpod; a spacing mark since Unicode 14
    return U_NON_SPACING_MARK;
  case 0xA9BD: // Javanese consonant sign keret; a nonspacing mark since Unicode 11
    return U_COMBINING_SPACING_MARK;
  case 0x1885: // Mongolian baluda and
  case 0x1886: // three baluda; marks since Unicode 9
    return U_OTHER_LETTER;
  }
  UVersionInfo age;
  u_charAge(UChar32(c), age);
  return age[0] > 8 ? int8_t(U_UNASSIGNED) : u_charType(UChar32(c));
}

bool is_in(char32_t c, uint32_t category_mask) { return (1u << category(c)) & category_mask; }

bool is_space(char32_t c) { return u_isUWhiteSpace(UChar32(c)); }

bool is_removed(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r')
    return false;
  return c == 0 || c == 0xFFFD || is_in(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK);
}

bool is_punctuation(char32_t c) {
  if (c < 0x80)
    return u_isgraph(UChar32(c)) && !u_isalnum(UChar32(c));
  return is_in(c, U_GC_P_MASK);
}

/// The blocks that BERT's authors listed. 2B820 to 2B91F (the start of extension E) is missing
/// from the published tokenizer, so it is missing here too.
bool is_ideograph(char32_t c) {
  static constexpr struct {
    char32_t first, last;
  } blocks[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},   {0x20000, 0x2A6DF},
                {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}};
  for (auto block : blocks)
    if (c >= block.first && c <= block.last)
      return true;
  return false;
}

std::string clean(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (char32_t c : decode(text)) {
    if (is_removed(c))
      continue;
    if (is_space(c)) {
      result += ' ';
    } else if (is_ideograph(c)) {
      result += ' ';
      append(result, c);
      result += ' ';
    } else {
      append(result, c);
    }
  }
  return result;
}

/// NFD of the characters of Unicode 8; later ones stay as they are.
const icu::Normalizer2 &unicode_8_nfd() {
  // Both are built into ICU: without them nothing of it works.
  static UErrorCode status = U_ZERO_ERROR;
  static icu::UnicodeSet known(UNICODE_STRING_SIMPLE("[:Age=8.0:]"), status);
  static const icu::FilteredNormalizer2 nfd(
      *icu::Normalizer2::getNFDInstance(status),
      *known.freeze()); // frozen: searched fast, and read by any thread
  return nfd;
}

std::string decompose(const std::string &text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string result;
  icu::StringByteSink<std::string> sink(&result, int32_t(text.size()));
  unicode_8_nfd().normalizeUTF8(0, text, sink, nullptr, status);
  return U_SUCCESS(status) ? result : text;
}

} // namespace

std::vector<std::string> bert_words(std::string_view text) {
  text = text.substr(0, size_t(1) << 30); // ICU counts in 32 bits; step 2 makes 5 bytes of 3
  std::vector<std::string> words;
  std::string word;
  auto finish = [&] {
    if (!word.empty())
      words.push_back(std::move(word));
    word.clear();
  };
  for (char32_t c : decode(decompose(clean(text)))) {
    if (is_in(c, U_GC_MN_MASK))
      continue;
    if (is_space(c)) {
      finish();
      continue;
    }
    c = char32_t(u_tolower(UChar32(c)));
    if (is_punctuation(c)) {
      finish();
      append(word, c);
      finish();
    } else {
      append(word, c);
    }
  }
  finish();
  return words;
}

} // namespace hac::text
