#include "models/text/orange_table.h"

#include <gmock/gmock.h>

#include <filesystem>

using namespace hac::text;
using testing::ElementsAre;
using testing::SizeIs;
using Row = std::vector<std::string>;

namespace {

const std::string header = "Category\tText\nd\tstring\nclass\t\n";

OrangeTable parsed(const std::string &text) {
  auto table = parse_orange_table(text, "t.tab");
  EXPECT_TRUE(table) << table.error();
  return table ? *table : OrangeTable{};
}

std::string refusal(const std::string &text) {
  auto table = parse_orange_table(text, "t.tab");
  return table ? "accepted" : table.error();
}

} // namespace

TEST(OrangeTable, ReadsTheHeader) {
  auto table = parsed(header);
  ASSERT_THAT(table.columns, SizeIs(2));
  EXPECT_EQ(table.columns[0].name, "Category");
  EXPECT_EQ(table.columns[0].type, "d");
  EXPECT_EQ(table.columns[0].role, "class");
  EXPECT_EQ(table.columns[1].role, "");
  EXPECT_EQ(table.column("Text"), 1u);
  EXPECT_EQ(table.column("text"), std::nullopt);
  EXPECT_TRUE(table.rows.empty());
}

TEST(OrangeTable, ReadsRowsAndSkipsEmptyLines) {
  EXPECT_THAT(parsed(header + "\nsport\tball game\n\n\nspace\t\n").rows,
              ElementsAre(Row{"sport", "ball game"}, Row{"space", ""}));
}

TEST(OrangeTable, TakesAnyEndOfLineAndNoneAtTheEnd) {
  EXPECT_THAT(parsed("a\tb\r\ns\ts\r\n\t\r\n1\t2\r\n3\t4").rows,
              ElementsAre(Row{"1", "2"}, Row{"3", "4"}));
  EXPECT_THAT(parsed("a\tb\ns\ts\n\t").rows, ElementsAre());
}

TEST(OrangeTable, QuotedCellsHoldTabsNewlinesAndQuotes) {
  EXPECT_THAT(parsed(header + "x\t\"two\nlines\tand \"\"words\"\"\"\ny\t\"\"\n").rows,
              ElementsAre(Row{"x", "two\nlines\tand \"words\""}, Row{"y", ""}));
  EXPECT_THAT(parsed(header + "\"a\r\nb\"\t\"last\"").rows, ElementsAre(Row{"a\r\nb", "last"}));
}

TEST(OrangeTable, AQuoteInsideACellIsAQuote) {
  EXPECT_THAT(parsed(header + "a \"b\" c\t6' 2\"\n").rows, ElementsAre(Row{"a \"b\" c", "6' 2\""}));
  EXPECT_THAT(parsed(header + "\"a\"b\tc\n").rows, ElementsAre(Row{"ab", "c"}));
}

TEST(OrangeTable, SkipsAByteOrderMarkAndKeepsOddBytes) {
  auto table = parsed("\xEF\xBB\xBF" + header + std::string("x\ta\0b\xFF\n", 7));
  EXPECT_EQ(table.columns[0].name, "Category");
  EXPECT_THAT(table.rows, ElementsAre(Row{"x", std::string("a\0b\xFF", 4)}));
}

TEST(OrangeTable, TakesValuesAsATypeAndAttributesAsARole) {
  auto table = parsed("size\nsmall large\na=5\nsmall\n");
  EXPECT_EQ(table.columns[0].type, "small large");
  EXPECT_EQ(table.columns[0].role, "a=5");
}

TEST(OrangeTable, RefusesWhatIsNoTable) {
  EXPECT_EQ(refusal(""), "t.tab: line 1: the end, expected a header of three lines");
  EXPECT_EQ(refusal("a\tb\nd\ts\n"), "t.tab: line 3: the end, expected a header of three lines");
  EXPECT_EQ(refusal("a\tb\nd\n"), "t.tab: line 2: 1 cell, expected 2 cells as in line 1");
  EXPECT_EQ(refusal("a\tb\nx\x1Bz\ts\n\t\n"), "t.tab: line 2: expected types (c, d, s, t ...), got "
                                              "'x\\x1Bz': is this a table of Orange 3?");
  EXPECT_EQ(refusal("a\tb\nd\ts\nclas\t\n"), "t.tab: line 3: expected roles (class, meta ...), got "
                                             "'clas': is this a table of Orange 3?");
}

TEST(OrangeTable, RefusesABrokenRow) {
  EXPECT_EQ(refusal(header + "x\t1\nx\n"), "t.tab: line 5: 1 cell, expected 2 cells as in line 1");
  EXPECT_EQ(refusal(header + "x\t\"1\n2\"\nx\t1\t2\n"),
            "t.tab: line 6: 3 cells, expected 2 cells as in line 1");
  EXPECT_EQ(refusal(header + "x\t1\nx\t\"one\ntwo\n"),
            "t.tab: line 5: a quoted cell that begins here does not end");
  EXPECT_EQ(refusal(header + "x\t\""),
            "t.tab: line 4: a quoted cell that begins here does not end");
}

TEST(OrangeTable, RefusesAFileThatCannotBeRead) {
  EXPECT_EQ(read_orange_table("/nowhere/x.tab").error(),
            "/nowhere/x.tab: cannot open: No such file or directory");
}

TEST(OrangeTable, ReadsThePublishedArticles) {
  const std::string path = ARTICLES "/20newsgroups-train.tab";
  if (!std::filesystem::exists(path))
    GTEST_SKIP() << path << " is not there: run tools/fetch.py";
  auto table = read_orange_table(path);
  ASSERT_TRUE(table) << table.error();
  EXPECT_EQ(table->rows.size(), 11293u);
  EXPECT_EQ(table->rows.front()[0], "alt.atheism");
  EXPECT_EQ(table->rows.back()[0], "talk.religion.misc");
}
