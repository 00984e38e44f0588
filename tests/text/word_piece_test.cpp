#include "models/text/utf8.h"
#include "models/text/word_piece.h"
#include "tests/text/vectors.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace hac::text;
using testing::ElementsAre;
using testing::HasSubstr;
using Ids = std::vector<std::int32_t>;

namespace {

// Ids:                 0     1     2     3      4    5   6   7     8    9    10
const char small[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\nu\n##aff\n##able\n##a\n東\n";

WordPiece small_tokenizer() { return *WordPiece::parse(small, "small"); }

std::string refusal(std::string_view vocabulary) {
  auto tokenizer = WordPiece::parse(vocabulary, "v.txt");
  return tokenizer ? "accepted" : tokenizer.error();
}

struct TemporaryFile {
  std::string path = testing::TempDir() + "word_piece_" + std::to_string(::getpid());
  explicit TemporaryFile(std::string_view bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

} // namespace

TEST(WordPiece, TakesTheLongestPieceEachTime) {
  auto t = small_tokenizer();
  EXPECT_THAT(t.encode("Unaffable"), ElementsAre(2, 5, 7, 8, 3));
  EXPECT_THAT(t.encode("ua 東u"), ElementsAre(2, 6, 9, 10, 6, 3));
}

TEST(WordPiece, AWordWithAnUnknownRestIsOneUnknown) {
  auto t = small_tokenizer();
  EXPECT_THAT(t.encode("unaffx un"), ElementsAre(2, 1, 5, 3));
  EXPECT_THAT(t.encode("x 京"), ElementsAre(2, 1, 1, 3));
}

TEST(WordPiece, AWordOfOver100CharactersIsUnknown) {
  auto t = small_tokenizer();
  EXPECT_EQ(t.encode("u" + std::string(99, 'a')).size(), 102u);
  EXPECT_THAT(t.encode("u" + std::string(100, 'a')), ElementsAre(2, 1, 3));
}

TEST(WordPiece, SpecialPiecesInTheTextStandForThemselves) {
  auto t = small_tokenizer();
  EXPECT_THAT(t.encode("u[MASK]u [SEP][PAD]"), ElementsAre(2, 6, 4, 6, 3, 0, 3));
  EXPECT_THAT(t.encode("[mask]"), ElementsAre(2, 1, 1, 1, 3));
}

TEST(WordPiece, CutsToTheLength) {
  auto t = small_tokenizer();
  EXPECT_THAT(t.encode("un u un", 4), ElementsAre(2, 5, 6, 3));
  EXPECT_THAT(t.encode("unaffable", 4), ElementsAre(2, 5, 7, 3));
  EXPECT_THAT(t.encode("u", 2), ElementsAre(2, 3));
  EXPECT_THAT(t.encode("u", 1), ElementsAre(3));
  EXPECT_THAT(t.encode("u", 0), ElementsAre());
}

TEST(WordPiece, KnowsItsPieces) {
  auto t = small_tokenizer();
  EXPECT_EQ(t.size(), 11);
  EXPECT_EQ(t.piece(7), "##aff");
  EXPECT_EQ(t.padding(), 0);
}

TEST(WordPiece, TakesCarriageReturnsAndAMissingLastNewline) {
  auto t = WordPiece::parse("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nun", "v.txt");
  ASSERT_TRUE(t) << t.error();
  EXPECT_THAT(t->encode("un"), ElementsAre(2, 4, 3));
}

TEST(WordPiece, RefusesABadVocabulary) {
  EXPECT_EQ(refusal(""), "v.txt: no [PAD] in it: is this a vocabulary?");
  EXPECT_EQ(refusal("[PAD]\n[UNK]\n[CLS]\n"), "v.txt: no [SEP] in it: is this a vocabulary?");
  EXPECT_EQ(refusal("[PAD]\na\n\nb\n"), "v.txt: line 3: empty, expected a word piece");
  EXPECT_EQ(refusal("[PAD]\na\nb\na\n"), "v.txt: line 4: 'a' again, first in line 2");
  EXPECT_EQ(refusal("[PAD]\n##a\na\n##a\n"), "v.txt: line 4: '##a' again, first in line 2");
  EXPECT_EQ(refusal("[PAD]\na\xFF\n"), "v.txt: line 2: not UTF-8: is this a vocabulary?");
}

TEST(WordPiece, RefusesAFileThatCannotBeRead) {
  auto refusal = [](const std::string &path) { return WordPiece::load(path).error(); };
  EXPECT_EQ(refusal("/nowhere/vocab.txt"),
            "/nowhere/vocab.txt: cannot open: No such file or directory");
  EXPECT_EQ(refusal("/"), "/: not a regular file");
  EXPECT_EQ(refusal("/dev/zero"), "/dev/zero: not a regular file");
  TemporaryFile huge("");
  std::filesystem::resize_file(huge.path, (64 << 20) + 1);
  EXPECT_THAT(refusal(huge.path), HasSubstr("67108865 bytes, expected at most 67108864"));
}

TEST(WordPiece, LoadsAFile) {
  TemporaryFile file(small);
  auto t = WordPiece::load(file.path);
  ASSERT_TRUE(t) << t.error();
  EXPECT_EQ(t->size(), 11);
}

// With the published vocabulary, against what the published tokenizer made.
class PublishedTokenizer : public testing::Test {
protected:
  void SetUp() override {
    if (!std::filesystem::exists(VOCABULARY))
      GTEST_SKIP() << VOCABULARY << " is not there: run tools/fetch.py";
    auto loaded = WordPiece::load(VOCABULARY);
    ASSERT_TRUE(loaded) << loaded.error();
    tokenizer = std::move(*loaded);
  }
  WordPiece tokenizer = small_tokenizer();
};

TEST_F(PublishedTokenizer, GivesTheSameIdsForEveryString) {
  const auto &cases = vectors()["cases"];
  ASSERT_GE(cases.size(), 500u);
  for (const auto &each : cases) {
    auto text = each[0].get<std::string>();
    EXPECT_EQ(tokenizer.encode(text, 100000), each[1].get<Ids>()) << printable(text);
  }
}

TEST_F(PublishedTokenizer, GivesTheSameIdsForIllFormedBytes) {
  const auto &cases = vectors()["bytes"];
  ASSERT_GE(cases.size(), 30u);
  for (const auto &each : cases) {
    auto hex = each[0].get<std::string>();
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      text += char(std::stoi(hex.substr(i, 2), nullptr, 16));
    EXPECT_EQ(tokenizer.encode(text), each[1].get<Ids>()) << hex;
  }
}

TEST_F(PublishedTokenizer, CutsAtTheSamePlace) {
  const auto &cases = vectors()["truncated"];
  ASSERT_GE(cases.size(), 30u);
  for (const auto &each : cases) {
    auto text = each[0].get<std::string>();
    EXPECT_EQ(tokenizer.encode(text, each[1]), each[2].get<Ids>()) << text << " to " << each[1];
  }
}

// Every code point between two letters, unassigned ones included.
TEST_F(PublishedTokenizer, GivesTheSameIdsForEveryCodePoint) {
  const auto &sweep = vectors()["sweep"];
  const char32_t block = sweep["block"];
  for (char32_t first = 0; first < 0x110000; first += block) {
    Fnv1a hash;
    for (char32_t c = first; c < first + block; c++) {
      if (c >= 0xD800 && c < 0xE000)
        continue;
      std::string text = "a";
      append(text, c);
      for (std::int32_t id : tokenizer.encode(text + "b")) {
        char bytes[] = {char(id), char(id >> 8), char(id >> 16), char(id >> 24)};
        hash.add(std::string_view(bytes, 4));
      }
    }
    EXPECT_EQ(hash.hex(), sweep["ids"][first / block].get<std::string>())
        << "block from U+" << std::hex << std::uint32_t(first);
  }
}
