#include "models/news/articles.h"
#include "models/news/topics.h"
#include "tests/models/run_program.h"

#include <gmock/gmock.h>

using namespace hac;
using namespace hac::program;
using testing::ElementsAre;

namespace {

const std::string header = "Category\tText\nd\tstring\nclass\t\n";

class Articles : public testing::Test {
protected:
  Folder folder;
  text::ArticleWords words = std::move(*text::ArticleWords::create());
};

} // namespace

TEST(Topics, AreFoundByName) {
  EXPECT_EQ(topic_number("alt.atheism"), 0u);
  EXPECT_EQ(topic_number("talk.religion.misc"), 19u);
  EXPECT_EQ(topic_number("sci.spice"), std::nullopt);
}

TEST_F(Articles, TakeTextAndLabelByTypeAndRole) {
  auto table =
      text::parse_orange_table("n\tTopic\tBody\tMore\nc\td\ts\tstring\n\tclass\tmeta\tmeta\n", "t");
  auto columns = article_columns(*table, "t");
  ASSERT_TRUE(columns);
  EXPECT_EQ(columns->text, 2u);
  EXPECT_EQ(columns->label, 1u);
}

TEST_F(Articles, NeedAColumnOfText) {
  auto table = text::parse_orange_table("a\tb\nc\td\n\tclass\n", "t.tab");
  EXPECT_EQ(article_columns(*table, "t.tab").error(),
            "t.tab: no column of type string, expected articles");
}

TEST_F(Articles, MakeAVocabulary) {
  auto path =
      folder.write("train.tab", header + "x\tmoon, the Moon and mars\ny\tmars orbit moon\n");
  auto vocabulary = vocabulary_from(path, words);
  ASSERT_TRUE(vocabulary) << vocabulary.error();
  ASSERT_EQ(vocabulary->size(), 5);
  EXPECT_EQ(vocabulary->word(2), "moon");
  EXPECT_EQ(vocabulary->word(3), "mars");
  EXPECT_EQ(vocabulary->word(4), "orbit");

  auto saved = folder / "vocabulary.txt";
  ASSERT_TRUE(vocabulary->save(saved));
  EXPECT_EQ(vocabulary_from(saved, words)->size(), 5);
}

TEST_F(Articles, RefuseAVocabularyOverTheModels) {
  std::string lines = "[PAD]\n[UNK]\n";
  for (int i = 0; i < 29999; i++)
    lines += "w" + std::to_string(i) + "\n";
  auto path = folder.write("v.txt", lines);
  EXPECT_EQ(vocabulary_from(path, words).error(), path + ": 30001 words, the model has 30000");
}

TEST_F(Articles, RefuseATableWithoutWords) {
  auto path = folder.write("t.tab", header + "x\tthe 12 and\n");
  EXPECT_EQ(vocabulary_from(path, words).error(), path + ": no words in it");
  path = folder.write("t.tab", header);
  EXPECT_EQ(read_articles(path, 0, text::Vocabulary::build({}, 9), words).error(),
            path + ": no articles in it");
}

TEST_F(Articles, BecomeNumbers) {
  auto vocabulary = text::Vocabulary::build({{"moon", 2}, {"mars", 1}}, 10);
  auto path = folder.write("t.tab", header + "x\tMars and the moon landing\ny\t...\nz\tmoon\n");
  auto articles = read_articles(path, 2, vocabulary, words);
  ASSERT_TRUE(articles) << articles.error();
  ASSERT_EQ(articles->size(), 2u);
  EXPECT_THAT((*articles)[0].tokens, ElementsAre(3, 2, text::Vocabulary::unknown));
  EXPECT_EQ((*articles)[0].label, "x");
  EXPECT_THAT((*articles)[1].tokens, ElementsAre());
  EXPECT_EQ(read_articles(path, 0, vocabulary, words)->size(), 3u);
}

TEST_F(Articles, AreCutAtTheModelsLength) {
  std::string text;
  for (int i = 0; i < 1100; i++)
    text += "moon ";
  auto path = folder.write("t.tab", header + "x\t" + text + "\n");
  auto articles = read_articles(path, 0, text::Vocabulary::build({{"moon", 1}}, 10), words);
  ASSERT_TRUE(articles) << articles.error();
  EXPECT_EQ((*articles)[0].tokens.size(), max_words);
  EXPECT_EQ((*articles)[0].words, 1100u);
}
