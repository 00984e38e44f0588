// The program news as a user runs it.
#include "tests/models/run_program.h"

#include <gmock/gmock.h>

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

namespace {

const std::string header = "Category\tText\nd\tstring\nclass\t\n";

Outcome news(std::vector<std::string> arguments) { return run_program(NEWS, std::move(arguments)); }

void expect_refusal(const Outcome &outcome, const std::string &sentence) {
  EXPECT_EQ(outcome.err, "news: " + sentence + "\n");
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.exit, 2);
}

/// The line that shows the article with this label.
std::string line_of(const Outcome &outcome, const std::string &label) {
  auto at = outcome.out.find(label);
  EXPECT_NE(at, std::string::npos) << outcome.out;
  return at == std::string::npos ? "" : outcome.out.substr(at, outcome.out.find('\n', at) - at);
}

class News : public testing::Test {
protected:
  Folder folder;
  std::string table =
      folder.write("articles.tab", header + "sci.space\tThe moon lander orbits the moon.\n"
                                            "rec.autos\tThe engine of my car\nsci.med\t...\n");
};

} // namespace

TEST_F(News, SaysWhatItIs) {
  EXPECT_THAT(news({"--version"}).out, MatchesRegex("news [0-9.]+ \\(.+\\)\n"));
  auto help = news({"--help"});
  EXPECT_EQ(help.exit, 0);
  EXPECT_THAT(help.out, HasSubstr("VOCABULARY ARTICLES"));
}

TEST_F(News, RefusesABadCommandLine) {
  expect_refusal(news({}), "VOCABULARY is required (see --help)");
  expect_refusal(news({table, table}), "--weights or --seed is required (see --help)");
  expect_refusal(news({table, table, "--seed", "1", "--weights", "w"}),
                 "--weights excludes --seed (see --help)");
  EXPECT_THAT(news({table, table, "--seed", "-1"}).err,
              MatchesRegex("news: --seed: .* \\(see --help\\)\n"));
}

TEST_F(News, RefusesBadFiles) {
  expect_refusal(news({"/nowhere", table, "--seed", "1"}),
                 "/nowhere: cannot open: No such file or directory");
  expect_refusal(news({table, "/nowhere", "--seed", "1"}),
                 "/nowhere: cannot open: No such file or directory");
  auto text = folder.write("text", "just\ntext\nhere\n");
  expect_refusal(news({table, text, "--seed", "1"}),
                 text + ": line 2: expected types (c, d, s, t ...), got 'text': is this a table of "
                        "Orange 3?");
  expect_refusal(news({table, table, "--seed", "1", "--save-vocabulary", "/nowhere/v"}),
                 "/nowhere/v: cannot write: No such file or directory");
  auto missing = news({table, table, "--weights", "/nowhere"});
  EXPECT_THAT(missing.err, MatchesRegex("news: [^\n]*/nowhere[^\n]* \\[hac-S201\\]\n"));
  EXPECT_EQ(missing.exit, 2);
  auto wrong = news({table, table, "--weights", table});
  EXPECT_THAT(wrong.err, MatchesRegex("news: [^\n]*articles.tab: [^\n]* \\[hac-S2[01][0-9]\\]\n"));
  EXPECT_EQ(wrong.exit, 2);
}

TEST_F(News, RunsWithFreshWeightsAndSaysSo) {
  auto first = news({table, table, "--seed", "7"});
  EXPECT_EQ(first.exit, 0) << first.err;
  EXPECT_THAT(first.out,
              HasSubstr("weights: fresh, seed 7, never trained: the topics below are chance\n"));
  EXPECT_THAT(
      first.out,
      HasSubstr("3 articles, 6 words without stop words; 0 cut at 1024 words, 1 without a word\n"));
  EXPECT_THAT(first.out, Not(HasSubstr("accuracy")));
  EXPECT_THAT(first.out, Not(HasSubstr("nan")));

  EXPECT_EQ(line_of(news({table, table, "--seed", "7"}), "sci.space"), line_of(first, "sci.space"));
  EXPECT_NE(line_of(news({table, table, "--seed", "8"}), "sci.space"), line_of(first, "sci.space"));
}

TEST_F(News, TakesASavedVocabulary) {
  auto vocabulary = folder / "vocabulary.txt";
  auto made = news({table, table, "--seed", "7", "--save-vocabulary", vocabulary});
  auto taken = news({vocabulary, table, "--seed", "7", "--limit", "2", "--show", "1"});
  EXPECT_EQ(taken.exit, 0) << taken.err;
  EXPECT_EQ(line_of(taken, "sci.space"), line_of(made, "sci.space"));
  EXPECT_THAT(taken.out, HasSubstr("\n2 articles, "));
  EXPECT_THAT(taken.out, Not(HasSubstr("rec.autos")));
}

TEST_F(News, ThreadsGiveTheSameLogits) {
  // The first line and the times differ; topics and scores are the lines of articles.
  auto articles = [&](const char *threads) {
    auto outcome = news({table, table, "--seed", "5", "--threads", threads});
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("threads: "));
    return line_of(outcome, "sci.space") + line_of(outcome, "rec.autos");
  };
  std::string one = articles("1");
  for (const char *threads : {"0", "2", "3", "7"})
    EXPECT_EQ(articles(threads), one);
}
