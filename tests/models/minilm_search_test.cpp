// minilm-search as a user runs it.
#include "tests/models/run_program.h"

#include <gmock/gmock.h>

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

namespace {

const std::string weights = DATA "/model.safetensors", vocabulary = DATA "/vocab.txt";

Outcome search(std::vector<std::string> arguments, const std::string &input = "",
               const std::string &out = "") {
  return run_program(MINILM_SEARCH, std::move(arguments), input, out);
}

/// One line on stderr, nothing on stdout, exit code 2.
void expect_refusal(const Outcome &outcome, const std::string &sentence) {
  EXPECT_EQ(outcome.err, "minilm-search: " + sentence + "\n");
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.exit, 2);
}

/// As many pieces as the model has rows, without the published file.
std::string numbered_vocabulary() {
  std::string lines = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
  for (int i = 4; i < 30522; i++)
    lines += "w" + std::to_string(i) + "\n";
  return lines;
}

class MinilmSearch : public testing::Test {
protected:
  Folder folder;
  std::string text = folder.write("text.txt", "A cat sleeps.\n\nShares fell.\n");
  std::string words = folder.write("vocab.txt", numbered_vocabulary());
};

} // namespace

TEST_F(MinilmSearch, SaysWhatItIs) {
  auto version = search({"--version"});
  EXPECT_EQ(version.exit, 0);
  EXPECT_THAT(version.out, MatchesRegex("minilm-search [0-9.]+ \\(.+\\)\n"));
  auto help = search({"--help"});
  EXPECT_EQ(help.exit, 0);
  EXPECT_THAT(help.out, HasSubstr("WEIGHTS VOCAB TEXTFILE"));
  EXPECT_EQ(help.err, "");
}

TEST_F(MinilmSearch, RefusesABadCommandLine) {
  expect_refusal(search({}), "WEIGHTS is required (see --help)");
  expect_refusal(search({"a", "b"}), "TEXTFILE is required (see --help)");
  expect_refusal(search({"a", "b", "c", "--top", "0"}),
                 "--top: Value 0 not in range 1 to 1000000 (see --help)");
  expect_refusal(search({"a", "b", "c", "--query", " "}), "--query: is empty (see --help)");
  expect_refusal(search({"a", "b", "c", "--threads", "-1"}),
                 "--threads: Value -1 not in range 0 to 1024 (see --help)");
  expect_refusal(search({"a", "b", "c", "--tpo"}),
                 "The following argument was not expected: --tpo (see --help)");
}

TEST_F(MinilmSearch, RefusesABadText) {
  expect_refusal(search({"w", words, "/nowhere"}),
                 "/nowhere: cannot open: No such file or directory");
  expect_refusal(search({"w", words, "/"}), "/: not a regular file");
  auto blank = folder.write("blank.txt", " \n\t\r\n");
  expect_refusal(search({"w", words, blank}), blank + ": no sentences in it");
}

TEST_F(MinilmSearch, RefusesABadVocabulary) {
  expect_refusal(search({"w", "/nowhere", text}),
                 "/nowhere: cannot open: No such file or directory");
  auto other = folder.write("other.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\ncat\n");
  expect_refusal(search({"w", other, text}), other + ": 5 word pieces, the model has 30522");
  auto binary = folder.write("binary", "\xFF\xFE\n");
  expect_refusal(search({"w", binary, text}),
                 binary + ": line 1: not UTF-8: is this a vocabulary?");
}

TEST_F(MinilmSearch, RefusesBadWeights) {
  auto missing = search({"/nowhere", words, text});
  EXPECT_THAT(missing.err, MatchesRegex("minilm-search: [^\n]*/nowhere[^\n]* \\[hac-S201\\]\n"));
  EXPECT_EQ(missing.exit, 2);
  auto swapped = search({text, words, text});
  EXPECT_THAT(swapped.err,
              MatchesRegex("minilm-search: .*text.txt: [^\n]* \\[hac-S2[01][0-9]\\]\n"));
  EXPECT_EQ(swapped.exit, 2);
  std::string header = R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  auto other = folder.write("other.safetensors", std::string(1, char(header.size())) +
                                                     std::string(7, '\0') + header + "1234");
  auto wrong = search({other, words, text});
  EXPECT_THAT(wrong.err,
              MatchesRegex("minilm-search: .*other.safetensors: [^\n]* \\[hac-S217\\]\n"));
  EXPECT_EQ(wrong.exit, 2);
}

class PublishedMinilm : public MinilmSearch {
protected:
  void SetUp() override {
    if (!std::filesystem::exists(weights) || !std::filesystem::exists(vocabulary))
      GTEST_SKIP() << weights << " is not there: run tools/fetch.py";
  }
};

TEST_F(PublishedMinilm, FindsWhatIsMeant) {
  auto found = search({weights, vocabulary, text, "--query", "a pet at rest", "--top", "1"});
  EXPECT_EQ(found.exit, 0);
  EXPECT_THAT(found.out, MatchesRegex(" 0\\.[0-9]{4}  line 1    A cat sleeps\\.\n"));
  EXPECT_THAT(found.err, StartsWith("2 sentences in "));
}

TEST_F(PublishedMinilm, AnswersEveryLineOfItsInput) {
  auto found = search({weights, vocabulary, text, "--top", "1"}, "stock market\n\n  \nkitten\n");
  EXPECT_EQ(found.exit, 0);
  EXPECT_THAT(found.out, MatchesRegex("query: stock market\n [^\n]* line 3    Shares fell\\.\n"
                                      "query: kitten\n [^\n]* line 1    A cat sleeps\\.\n"));
}

TEST_F(PublishedMinilm, TakesAnyText) {
  std::string odd = "\x1B[31mred\x1B[0m \xFF\xFE\n" + std::string(5000, 'x') + "\n" +
                    std::string(5000, '!') + "\n" + "東京 ไทย 😀\n";
  auto found = search({weights, vocabulary, folder.write("odd.txt", odd), "--query", "\xFF"});
  EXPECT_EQ(found.exit, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("\\x1B[31mred\\x1B[0m \\xFF\\xFE\n"));
  EXPECT_THAT(found.err, HasSubstr("of 1 longer than 256 word pieces only the beginning counts\n"));
}

TEST_F(PublishedMinilm, SaysWhenItsOutputIsLost) {
  auto lost = search({weights, vocabulary, text, "--query", "pet"}, "", "/dev/full");
  EXPECT_EQ(lost.exit, 2);
  EXPECT_THAT(lost.err,
              HasSubstr("minilm-search: standard output: cannot write: No space left on device\n"));
}
