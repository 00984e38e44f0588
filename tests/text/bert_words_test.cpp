#include "models/text/bert_words.h"
#include "models/text/utf8.h"
#include "tests/text/vectors.h"

#include <gmock/gmock.h>
#include <unicode/uchar.h>

using hac::text::bert_words;
using testing::ElementsAre;

TEST(BertWords, CutsAtSpacePunctuationAndIdeographs) {
  EXPECT_THAT(bert_words("Élan vital, 東京!"), ElementsAre("elan", "vital", ",", "東", "京", "!"));
  EXPECT_THAT(bert_words("a\u3000b\u00A0c\td\ne"), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(bert_words("don't $5"), ElementsAre("don", "'", "t", "$", "5"));
}

TEST(BertWords, LowersOneCharacterAtATime) {
  EXPECT_THAT(bert_words("İSTANBUL ISPARTA ΣΊΣΥΦΟΣ Straße ẞ"),
              ElementsAre("istanbul", "isparta", "σισυφοσ", "straße", "ß"));
}

TEST(BertWords, RemovesControlsAndMarks) {
  EXPECT_THAT(bert_words(std::string_view("a\0b\u200Bc\uFFFDd\u0301e", 15)), ElementsAre("abcde"));
  EXPECT_THAT(bert_words("a\xFF\xE6\x9D"
                         "b"),
              ElementsAre("ab"));
  EXPECT_THAT(bert_words("\u0301 \u200D"), ElementsAre());
}

TEST(BertWords, CutsHangulIntoLetters) {
  EXPECT_THAT(bert_words("각"), ElementsAre("\u1100\u1161\u11A8"));
}

// All characters of the Unicode version that the vectors were made with, between two letters.
TEST(BertWords, EqualThePublishedOnesForEveryCharacter) {
  const auto &sweep = vectors()["sweep"];
  const char32_t block = sweep["block"];
  const int unicode = std::stoi(sweep["unicode"].get<std::string>());
  int characters = 0;
  for (char32_t first = 0; first < 0x110000; first += block) {
    Fnv1a hash;
    for (char32_t c = first; c < first + block; c++) {
      UVersionInfo age;
      u_charAge(UChar32(c), age);
      if (u_charType(UChar32(c)) == U_UNASSIGNED || age[0] > unicode || U_IS_SURROGATE(c))
        continue;
      characters++;
      std::string text = "a";
      hac::text::append(text, c);
      for (const std::string &word : bert_words(text + "b")) {
        hash.add(word);
        hash.add(std::string_view("\0", 1));
      }
      hash.add("\1");
    }
    EXPECT_EQ(hash.hex(), sweep["words"][first / block].get<std::string>())
        << "block from U+" << std::hex << std::uint32_t(first);
  }
  EXPECT_GT(characters, 280000); // Unicode 14 has 144,697 and 137,468 for private use
}
