#include "models/text/article_words.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace hac::text {

struct ArticleWords::State {
  const icu::Normalizer2 *fold; // owned by ICU
  std::unique_ptr<icu::BreakIterator> breaks;
};

ArticleWords::ArticleWords(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArticleWords::ArticleWords(ArticleWords &&) noexcept = default;
ArticleWords &ArticleWords::operator=(ArticleWords &&) noexcept = default;
ArticleWords::~ArticleWords() = default;

result<ArticleWords> ArticleWords::create() {
  UErrorCode status = U_ZERO_ERROR;
  auto state = std::make_unique<State>();
  state->fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  state->breaks.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status))
    return failure{std::string("ICU cannot cut words: ") + u_errorName(status)};
  return ArticleWords(std::move(state));
}

std::vector<std::string> ArticleWords::cut(std::string_view article) {
  constexpr std::size_t limit = 64 << 20; // folding lengthens up to 18 times; ICU counts in 32 bits
  auto utf16 = icu::UnicodeString::fromUTF8(article.substr(0, limit));
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString folded = state_->fold->normalize(utf16, status);
  if (U_FAILURE(status))
    return {}; // out of memory: nothing else fails here

  icu::UnicodeString letters;
  for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    UChar32 c = folded.char32At(at);
    bool kept = U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK);
    letters.append(kept ? c : UChar32(' '));
  }

  std::vector<std::string> words;
  icu::BreakIterator &breaks = *state_->breaks;
  breaks.setText(letters);
  for (std::int32_t begin = breaks.first(), end = breaks.next(); end != icu::BreakIterator::DONE;
       begin = end, end = breaks.next()) {
    if (breaks.getRuleStatus() < UBRK_WORD_NONE_LIMIT)
      continue; // a space
    std::string word;
    letters.tempSubStringBetween(begin, end).toUTF8String(word);
    if (!is_stop_word(word))
      words.push_back(std::move(word));
  }
  return words;
}

} // namespace hac::text
