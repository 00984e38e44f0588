#include "models/text/article_words.h"

#include <gmock/gmock.h>

using namespace hac::text;
using testing::ElementsAre;

namespace {
std::vector<std::string> words(std::string_view article) {
  static auto cutter = ArticleWords::create();
  EXPECT_TRUE(cutter) << cutter.error();
  return cutter->cut(article);
}
} // namespace

TEST(ArticleWords, DropsPunctuationDigitsAndStopWords) {
  EXPECT_THAT(words("The Shuttle’s 3 engines were re-tested."),
              ElementsAre("shuttle", "engines", "tested"));
  EXPECT_THAT(words("It's x86, isn't it? snake_case; 3d e-mail: a@b.org"),
              ElementsAre("x", "snake", "case", "e", "mail", "b", "org"));
  EXPECT_THAT(words(" 12 -- 3.5 %\n\t!"), ElementsAre());
  EXPECT_THAT(words(""), ElementsAre());
}

TEST(ArticleWords, FoldsCaseAndCompatibilityForms) {
  EXPECT_THAT(words("ＮＡＳＡ ﬁnance Straße ΟΔΟΣ CAFÉ café"),
              ElementsAre("nasa", "finance", "strasse", "οδοσ", "café", "café"));
  EXPECT_THAT(words("co\u00ADoper\u200Bate"), ElementsAre("cooperate")); // soft hyphen, no space
}

TEST(ArticleWords, CutsScriptsWithoutSpaces) {
  EXPECT_THAT(words("我们在北京学习自然语言处理。"),
              ElementsAre("北京", "学习", "自然", "语言", "处理"));
  EXPECT_THAT(words("東京大学で日本語を勉強する"), testing::Contains("東京"));
  EXPECT_THAT(words("สวัสดีชาวโลก"), ElementsAre("สวัสดี", "ชาว", "โลก"));
}

TEST(ArticleWords, KeepsMarksWithTheirLetters) {
  EXPECT_THAT(words("हिन्दी भाषा"), ElementsAre("हिन्दी", "भाषा"));
  EXPECT_THAT(words("שָׁלוֹם"), ElementsAre("שָׁלוֹם"));
}

TEST(ArticleWords, TakesIllFormedBytesForGaps) {
  EXPECT_THAT(words("space\xFFstation \xE6\x9D"), ElementsAre("space", "station"));
  EXPECT_THAT(words(std::string_view("moon\0lander", 11)), ElementsAre("moon", "lander"));
}

TEST(ArticleWords, GivesTheSameForTheSameTextAgain) {
  auto first = words("the orbit of Mars");
  words("something else entirely 東京");
  EXPECT_EQ(words("the orbit of Mars"), first);
}

TEST(StopWords, AreFunctionWords) {
  for (const char *word : {"the", "don", "ll", "的", "我們"})
    EXPECT_TRUE(is_stop_word(word)) << word;
  for (const char *word : {"windows", "god", "c", "北京", ""})
    EXPECT_FALSE(is_stop_word(word)) << word;
}
