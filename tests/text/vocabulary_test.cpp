#include "models/text/vocabulary.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace hac::text;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string refusal(std::string_view lines) {
  auto vocabulary = Vocabulary::parse(lines, "v.txt");
  return vocabulary ? "accepted" : vocabulary.error();
}

class VocabularyFile : public testing::Test {
protected:
  std::string name = testing::TempDir() + "vocabulary_XXXXXX"; // ctest runs two of these at once
  std::filesystem::path folder;
  void SetUp() override {
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
};

} // namespace

TEST(Vocabulary, TakesTheMostFrequentWordsFirst) {
  auto v = Vocabulary::build({{"mars", 3}, {"orbit", 7}, {"moon", 3}, {"rare", 1}}, 5);
  ASSERT_EQ(v.size(), 5);
  EXPECT_EQ(v.word(0), "[PAD]");
  EXPECT_EQ(v.word(1), "[UNK]");
  EXPECT_EQ(v.word(2), "orbit");
  EXPECT_EQ(v.word(3), "mars"); // as often as moon, and before it
  EXPECT_EQ(v.word(4), "moon");
  EXPECT_EQ(v.number("rare"), Vocabulary::unknown);
}

TEST(Vocabulary, IsSmallerWhereThereAreFewWords) {
  EXPECT_EQ(Vocabulary::build({{"mars", 3}}, 30000).size(), 3);
  EXPECT_EQ(Vocabulary::build({}, 30000).size(), 2);
}

TEST(Vocabulary, EncodesAndCuts) {
  auto v = Vocabulary::build({{"mars", 3}, {"orbit", 7}}, 10);
  EXPECT_THAT(v.encode({"mars", "venus", "orbit"}, 10), ElementsAre(3, 1, 2));
  EXPECT_THAT(v.encode({"mars", "venus", "orbit"}, 2), ElementsAre(3, 1));
  EXPECT_THAT(v.encode({}, 2), ElementsAre());
}

TEST(Vocabulary, RefusesABadFile) {
  EXPECT_EQ(refusal(""), "v.txt: line 1: the end, expected [PAD] and [UNK] first");
  EXPECT_EQ(refusal("[PAD]\n"), "v.txt: line 2: the end, expected [PAD] and [UNK] first");
  EXPECT_EQ(refusal("Category\tText\n"),
            "v.txt: line 1: expected [PAD], got 'Category\\x09Text': is "
            "this a vocabulary of the news model?");
  EXPECT_EQ(refusal("[PAD]\n[UNK]\na\n\n"), "v.txt: line 4: empty, expected a word");
  EXPECT_EQ(refusal("[PAD]\n[UNK]\na\nb\na\n"), "v.txt: line 5: 'a' again, first in line 3");
  EXPECT_EQ(refusal("[PAD]\n[UNK]\n\xFF\n"), "v.txt: line 3: not UTF-8");
}

TEST_F(VocabularyFile, SurvivesBeingSavedAndLoaded) {
  auto path = (folder / "words.txt").string();
  auto v = Vocabulary::build({{"orbit", 7}, {"東京", 2}, {"mars", 3}}, 10);
  for (int i = 0; i < 2; i++) { // the second time the file is replaced
    auto saved = v.save(path);
    ASSERT_TRUE(saved) << saved.error();
  }
  auto again = Vocabulary::load(path);
  ASSERT_TRUE(again) << again.error();
  ASSERT_EQ(again->size(), v.size());
  for (std::int32_t i = 0; i < v.size(); i++)
    EXPECT_EQ(again->word(i), v.word(i));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1); // nothing is left
}

TEST_F(VocabularyFile, ThatCannotBeWrittenIsOneSentence) {
  auto v = Vocabulary::build({{"orbit", 7}}, 10);
  EXPECT_EQ(v.save("/nowhere/words.txt").error(),
            "/nowhere/words.txt: cannot write: No such file or directory");
  EXPECT_THAT(v.save(folder.string()).error(), HasSubstr("cannot replace: Is a directory"));
  EXPECT_FALSE(std::filesystem::exists(folder.string() + ".tmp." + std::to_string(::getpid())));
}
