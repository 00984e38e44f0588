// Text to words for models with a vocabulary of whole words, such as news.
#pragma once
#include "models/text/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hac::text {

/// Cuts articles of any language into words that say something:
///     words.cut("The Shuttle’s 3 engines were re-tested.")  == {"shuttle", "engines", "tested"}
///     words.cut("我们在北京学习自然语言处理")  == {"北京", "学习", "自然", "语言", "处理"}
///
/// In this order:
///   1. Compatibility forms and case are folded (Unicode NFKC_Casefold): "ＡＢＣ" and "ﬁ" become
///      "abc" and "fi". Ill-formed UTF-8 counts as U+FFFD.
///   2. Everything but letters and marks becomes a space: punctuation, digits, symbols.
///   3. Cut where Unicode (UAX 29) and, for scripts without spaces, ICU's dictionaries end a word.
///   4. Stop words go: is_stop_word().
///
/// One object serves one thread at a time.
class ArticleWords {
public:
  /// Fails where ICU lacks its rules or dictionaries.
  static result<ArticleWords> create();
  ArticleWords(ArticleWords &&) noexcept;
  ArticleWords &operator=(ArticleWords &&) noexcept;
  ~ArticleWords();

  /// Of a longer text only the first 64 MiB are read.
  std::vector<std::string> cut(std::string_view article);

private:
  struct State;
  explicit ArticleWords(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

/// Function words of English and Chinese, folded as in step 1, and the halves that step 2 leaves of
/// contractions ("don", "ll").
bool is_stop_word(std::string_view word);

} // namespace hac::text
