#include "models/text/utf8.h"

#include <gtest/gtest.h>

using namespace hac::text;

TEST(Utf8, DecodesEveryLength) { EXPECT_EQ(decode("aé東\U0001F600"), U"aé東\U0001F600"); }

// The examples of the Unicode standard, tables 3-8 to 3-11: one U+FFFD for each maximal part.
TEST(Utf8, ReplacesIllFormedPartsAsTheStandardDoes) {
  EXPECT_EQ(decode("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
            U"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA");
  EXPECT_EQ(decode("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
            U"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA");
  EXPECT_EQ(decode("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
            U"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB");
  EXPECT_EQ(decode("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), U"\uFFFD\uFFFD\uFFFD\uFFFDA");
}

TEST(Utf8, KeepsNul) { EXPECT_EQ(decode(std::string_view("a\0b", 3)), std::u32string(U"a\0b", 3)); }

TEST(Utf8, AppendIsTheInverseOfDecode) {
  for (char32_t c = 0; c < 0x110000; c++) {
    if (c >= 0xD800 && c < 0xE000)
      continue;
    std::string utf8;
    append(utf8, c);
    ASSERT_EQ(decode(utf8), std::u32string(1, c)) << std::hex << std::uint32_t(c);
  }
}

TEST(Utf8, AppendReplacesWhatIsNoCharacter) {
  std::string utf8;
  append(utf8, 0xD800);
  append(utf8, 0x110000);
  EXPECT_EQ(utf8, "\uFFFD\uFFFD");
}

TEST(Utf8, KnowsWellFormedText) {
  EXPECT_TRUE(is_well_formed("aé東\U0001F600"));
  EXPECT_TRUE(is_well_formed(""));
  EXPECT_FALSE(is_well_formed("abc\xFF"));
  EXPECT_FALSE(is_well_formed("\xE6\x9D"));
}

TEST(Utf8, PrintableEscapesAndCuts) {
  EXPECT_EQ(printable("é\x1B[31m\xFF"), "é\\x1B[31m\\xFF");
  EXPECT_EQ(printable(std::string(81, 'x')), std::string(80, 'x') + "...");
  EXPECT_EQ(printable(std::string(80, 'x')), std::string(80, 'x'));
  EXPECT_EQ(printable(std::string(79, 'x') + "é"), std::string(79, 'x') + "...");
}
