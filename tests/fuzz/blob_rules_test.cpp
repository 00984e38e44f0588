// Every rule of the blob reader by its number: bad inputs B01 to B16 (B14, a type
// against its shape rule, is checked where the dialect's ops are made).
#include "compiler/import/Blob.h"
#include "tests/fuzz/RawBlob.h"

#include <cstring>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hac::test {
namespace {

using namespace blob;
using testing::HasSubstr;
using Words = RawBlob::Words;

void expectError(const Words &words, int code, const std::string &text) {
  import::Blob out;
  auto error = import::readBlob(words, out);
  ASSERT_TRUE(error) << "no error, expected B" << code << " with: " << text;
  EXPECT_EQ(error->code, code) << error->text;
  EXPECT_THAT(error->text, HasSubstr(text));
  EXPECT_TRUE(out.nodes.empty() && out.strings.empty()) << "half a blob is left";
  import::Blob next;
  EXPECT_FALSE(import::readBlob(handMadeBlob().words(), next)) << "the next valid call works";
}

/// Changes the hand-made blob in one place.
void expectError(const std::function<void(RawBlob &)> &change, int code, const std::string &text) {
  RawBlob raw = handMadeBlob();
  change(raw);
  expectError(raw.words(), code, text);
}

void expectWordsError(const std::function<void(Words &)> &change, int code,
                      const std::string &text) {
  Words words = handMadeBlob().words();
  change(words);
  expectError(words, code, text);
}

void expectValid(const std::function<void(RawBlob &)> &change) {
  RawBlob raw = handMadeBlob();
  change(raw);
  import::Blob out;
  auto error = import::readBlob(raw.words(), out);
  EXPECT_FALSE(error) << "B" << error->code << ": " << error->text;
}

uint32_t &tableWord(Words &words, section s, uint32_t column) {
  return words.at(header_words + s * section_words + column);
}

/// Column of NODE.
enum { Opcode, InRegion, InScope, AtLoc, FirstOperand, Operands, FirstValue, Values, FirstAttr };

/// Row in ATTR of the n-th attribute of the first node with this op.
uint32_t attributeOf(RawBlob &raw, const char *op, uint32_t n) {
  return raw.at(s_NODE, raw.nodeOf(op), FirstAttr) + n;
}
uint32_t &operandOf(RawBlob &raw, const char *op, uint32_t n) {
  return raw.at(s_EDGE, raw.at(s_NODE, raw.nodeOf(op), FirstOperand) + n);
}

TEST(Blob, ValidBlobIsReadWhole) {
  import::Blob b;
  auto error = import::readBlob(handMadeBlob().words(), b);
  ASSERT_FALSE(error) << error->text;
  EXPECT_EQ(b.name, "f");
  ASSERT_EQ(b.atoms.size(), 4u);
  EXPECT_EQ(b.atoms[1].max, 1024);
  EXPECT_EQ(b.atoms[1].multiple, 8);
  EXPECT_EQ(b.atoms[2].divisor, 2);
  EXPECT_EQ(b.dims[2].constant, 1);
  ASSERT_EQ(b.params.size(), 2u);
  EXPECT_EQ(b.parameterName(b.params[0]), "encoder.layers.3.weight");
  EXPECT_EQ(b.parameterName(b.params[1]), "running_mean");
  EXPECT_TRUE(b.params[0].trainable);
  EXPECT_EQ(b.params[0].a, -0.5);
  EXPECT_EQ(b.regions.size(), 2u);
  EXPECT_EQ(b.regions[1].parent, 0u);
  EXPECT_EQ(b.inouts.size(), 10u);
  EXPECT_EQ(b.locs[b.nodes[3].loc].line, 13u);
}

TEST(Blob, B16_ErrorsOfTheGraphAreKept) {
  import::Blob b;
  auto error = import::readBlob(handMadeErrors().words(), b);
  ASSERT_FALSE(error) << error->text;
  EXPECT_EQ(b.errors, 2u);
  ASSERT_EQ(b.diags.size(), 2u);
  EXPECT_EQ(b.diags[0].code, 201u);
  EXPECT_EQ(b.diags[0].text, "inner dimensions differ");
  EXPECT_EQ(b.path(b.diags[0].scope), "blocks.1");
  ASSERT_EQ(b.diags[0].notes.size(), 1u);
  EXPECT_EQ(b.diags[0].notes[0].text, "made here");
  EXPECT_EQ(b.diags[1].text, "rank 9, größte ist 8");
  EXPECT_TRUE(b.nodes.empty());
}

TEST(Blob, B01_Truncated) {
  expectError(Words{}, 1, "the blob is empty");
  Words words = handMadeBlob().words();
  for (size_t size = 1; size < words.size(); ++size) {
    import::Blob out;
    auto error = import::readBlob(llvm::ArrayRef(words).take_front(size), out);
    ASSERT_TRUE(error) << size << " words of " << words.size();
    ASSERT_EQ(error->code, 1) << size << " words: " << error->text;
  }
  expectError(Words(words.begin(), words.begin() + 5), 1, "has 8 words, 5 are there");
  expectError(Words(words.begin(), words.begin() + 50), 1, ", 50 are there");
}

TEST(Blob, B02_Magic) {
  expectWordsError([](Words &w) { w[0] = 0x464c457f; }, 2, "0x464c457f, not 0x47434148 ('HACG')");
}

TEST(Blob, B03_Version) {
  expectWordsError([](Words &w) { w[h_version] = 2; }, 3, "version 2 is newer than version 1");
  expectWordsError([](Words &w) { w[h_version] = 0; }, 3, "version 0 is older");
  expectWordsError([](Words &w) { w[h_version] = ~0u; }, 3, "4294967295 is newer");
}

TEST(Blob, B04_ByteOrder) {
  expectWordsError(
      [](Words &w) {
        for (uint32_t &word : w)
          word = __builtin_bswap32(word);
      },
      4, "other byte order");
}

TEST(Blob, B05_Bounds) {
  expectWordsError([](Words &w) { tableWord(w, s_NODE, 1) = uint32_t(w.size()) - 1; }, 5,
                   "section NODE: words");
  expectWordsError([](Words &w) { tableWord(w, s_TEXT, 1) = ~0u; }, 5, "section TEXT");
  expectWordsError([](Words &w) { tableWord(w, s_VALU, 1) = 0xfffffffc; }, 5, // wraps 2^32
                   "section VALU: words 4294967292 to 4294967");
}

TEST(Blob, B06_Counts) {
  expectWordsError([](Words &w) { tableWord(w, s_NODE, 2) = 0x20000000; }, 6, // * 10 wraps
                   "section NODE: 536870912 rows of 10 words");
  expectWordsError([](Words &w) { tableWord(w, s_ATTR, 3) = 5; }, 6, "5 words per row, 4 are");
  expectError([](RawBlob &b) { b.at(s_NODE, 1, FirstValue) = 5; }, 6,
              "node 1: its values begin at 5, the next free one is 1");
  expectError([](RawBlob &b) { b.addRow(s_EDGE, {0}); }, 6, "operands belong to nodes, there are");
  expectError([](RawBlob &b) { b.addRow(s_ATTR, {0, 0, 0, 0}); }, 6, "attributes belong to nodes");
  expectError([](RawBlob &b) { b.addRow(s_VALU, {0, 0, 0}); }, 6, "values belong to nodes");
  expectError([](RawBlob &b) { b.sections[s_DIMS].pop_back(); }, 6, "1 terms need 6 words, 5");
  expectError([](RawBlob &b) { b.sections[s_TYPE].push_back(1); }, 6, "it needs 2 words, 1 is");
  expectError([](RawBlob &b) { b.sections[s_TAPE].resize(b.sections[s_TAPE].size() - 2); }, 6,
              "operations need");
  expectError([](RawBlob &b) { b.header[h_errors] = 1; }, 6, "says 1 errors, there are 0");
  RawBlob errors = handMadeErrors();
  errors.header[h_errors] = 1;
  expectError(errors.words(), 6, "says 1 errors, there are 2 messages");
  errors = handMadeErrors();
  errors.addRow(s_NOTE, {0, 0, 0});
  expectError(errors.words(), 6, "1 notes belong to messages, there are 2");
  expectError(
      [](RawBlob &b) { // 4 rows of outputs and one update
        b.sections[s_INOU].resize(5 * b.width(s_INOU));
      },
      6, "5 arguments, but no output and no update");
}

TEST(Blob, B06_AnEmptyPieceLiesInsideItsTable) {
  RawBlob raw = handMadeBlob();
  uint32_t input = raw.nodeOf("input");
  ASSERT_EQ(raw.at(s_NODE, input, Operands), 0u);
  raw.at(s_NODE, input, FirstOperand) = raw.at(s_NODE, input, FirstAttr) = 0x7fffffff;
  import::Blob out;
  ASSERT_FALSE(import::readBlob(raw.words(), out));
  EXPECT_LE(out.nodes[input].firstOperand, out.edges.size());
  EXPECT_LE(out.nodes[input].firstAttr, out.attrs.size());
}

TEST(Blob, B07_References) {
  expectError([](RawBlob &b) { operandOf(b, "linear", 0) = 1000; }, 7, "value 1000, only");
  expectError(
      [](RawBlob &b) { // itself
        operandOf(b, "linear", 0) = b.at(s_NODE, b.nodeOf("linear"), FirstValue);
      },
      7, "(linear), operand 0: value");
  expectError([](RawBlob &b) { operandOf(b, "linear", 0) += 10; }, 7, "are known before it");
  expectError([](RawBlob &b) { b.at(s_SCOP, 0, 0) = 0; }, 7, "scope 0: its parent is scope 0");
  expectError([](RawBlob &b) { b.at(s_SCOP, 0, 0) = 2; }, 7, "scope 0: its parent is scope 2");
  expectError([](RawBlob &b) { b.at(s_VALU, 0, 0) = 99; }, 7, "value 0: type 99, there are 8");
  expectError([](RawBlob &b) { b.at(s_VALU, 1, 1) = 0; }, 7, "value 1: result 0 of node 0");
  expectError([](RawBlob &b) { b.at(s_NODE, 0, InScope) = 3; }, 7, "scope 3, there are 3");
  expectError([](RawBlob &b) { b.at(s_NODE, 0, AtLoc) = none; }, 7, "location -1");
  expectError([](RawBlob &b) { b.at(s_NODE, 0, InRegion) = 2; }, 7, "region 2, there are 2");
  expectError([](RawBlob &b) { b.at(s_NODE, 0, InRegion) = 0; }, 7, "it says region 0");
  expectError([](RawBlob &b) { b.at(s_PARM, 0, 0) = 0; }, 7, "value 0 is made by node 0 (input)");
  expectError([](RawBlob &b) { b.at(s_INOU, 0, 2) = 77; }, 7, "value 77, there are");
  expectError([](RawBlob &b) { b.at(s_INOU, 1, 2) = 0; }, 7, "value 0 has a name already");
  expectError([](RawBlob &b) { b.at(s_INOU, 5, 1) = 0; }, 7, "it updates value 0, which node 0");
  expectError([](RawBlob &b) { b.sections[s_PARM].resize(b.width(s_PARM)); }, 7,
              "(buffer): value 6 has no name");
  // sizes
  expectError([](RawBlob &b) { b.at(s_DIMS, 3) = 4; }, 7, "dim 0, term 0: atom 4, there are 4");
  expectError([](RawBlob &b) { b.at(s_ATOM, 3, 13) = 3; }, 7, "product of atoms 0 and 3");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 2, 8, uint64_t(sym_base) + 3); }, 7,
              "atom 2: its dividend has atom 2");
  expectError([](RawBlob &b) { b.set64(s_TYPE, 2, 0, uint64_t(sym_base) + 9); }, 7,
              "type 0, axis 0: dim 9, there are 5");
  // regions
  expectError([](RawBlob &b) { b.at(s_REGN, 0, 0) = 1; }, 7, "region 0: its parent is region 1");
  expectError([](RawBlob &b) { b.at(s_REGN, 1, 2) = 99; }, 7, "to 99, there are");
  expectError([](RawBlob &b) { --b.at(s_REGN, 1, 2); }, 7, "(yield): it says region 1");
  expectError([](RawBlob &b) { --b.at(s_REGN, 1, 1); }, 7, "say that they stand in it");
  expectError([](RawBlob &b) { b.set64(s_ATTR, attributeOf(b, "iterate", 0), 2, 0); }, 7,
              "region 0 belongs to");
  expectError(
      [](RawBlob &b) { // from inside the outer loop
        b.at(s_INOU, 9, 2) = b.at(s_NODE, b.nodeOf("arg"), FirstValue);
      },
      7, "lies inside region 0");
  expectError(
      [](RawBlob &b) { // relu outside reads the loop's argument
        operandOf(b, "relu", 0) = b.at(s_NODE, b.nodeOf("arg"), FirstValue);
      },
      7, "inside region 0, which does not enclose it");
  // tapes
  expectError([](RawBlob &b) { b.at(s_TAPE, 0) |= 9u << 24; }, 7, "its result is register");
  expectError([](RawBlob &b) { b.at(s_TAPE, 5) |= 7 << 16; }, 7, "step 2: register 7, only 2");
  expectError([](RawBlob &b) { b.set64(s_ATTR, attributeOf(b, "attention", 3), 2, 1); }, 7,
              "no tape begins at 1");
  expectError([](RawBlob &b) { b.set64(s_TAPE, 6, 0, 1); }, 7, "step 2: tensor 1, it reads 1");
  expectError([](RawBlob &b) { b.set64(s_TAPE, 2, 0, 4); }, 7, "step 0: variable 4, there are 4");
  expectError([](RawBlob &b) { b.at(s_TAPE, 0, 1) += 1 << 8; }, 7, "it reads operands");
  // messages
  RawBlob errors = handMadeErrors();
  errors.at(s_DIAG, 0, 1) = 50;
  expectError(errors.words(), 7, "message 0: location 50");
}

TEST(Blob, B08_Opcode) {
  expectError([](RawBlob &b) { b.at(s_NODE, 4, Opcode) = 7; }, 8, "node 4: unknown opcode 7");
  expectError([](RawBlob &b) { b.at(s_NODE, 4, Opcode) = 0; }, 8, "unknown opcode 0");
  expectError([](RawBlob &b) { b.at(s_NODE, 4, Opcode) = ~0u; }, 8, "opcode 4294967295");
}

TEST(Blob, B09_Attributes) {
  auto slice = [](RawBlob &b) { return b.nodeOf("slice"); };
  expectError([&](RawBlob &b) { b.at(s_ATTR, attributeOf(b, "slice", 0), 1) = 1; }, 9,
              "(slice), attribute 'axis': kind 1, it must be an integer");
  expectError(
      [&](RawBlob &b) { // step becomes a second axis
        b.at(s_ATTR, attributeOf(b, "slice", 3)) = b.at(s_ATTR, attributeOf(b, "slice", 0));
      },
      9, "attribute 'axis' stands there 2 times");
  expectError([&](RawBlob &b) { b.at(s_ATTR, attributeOf(b, "slice", 3)) = b.addString("stride"); },
              9, "unknown attribute 'stride'");
  expectError(
      [&](RawBlob &b) { // the last one of the blob goes
        b.sections[s_ATTR].resize(b.sections[s_ATTR].size() - b.width(s_ATTR));
        uint32_t last = b.nodeOf("iterate");
        for (uint32_t n = last; n < b.rows(s_NODE); ++n)
          if (b.at(s_NODE, n) == b.at(s_NODE, last))
            last = n;
        --b.at(s_NODE, last, 9);
      },
      9, "0 of attribute 'count', 1 are expected");
  expectError([&](RawBlob &b) { b.at(s_NODE, slice(b), Opcode) = 61; }, 9,
              "1 operands, it takes 2");
  expectError([](RawBlob &b) { operandOf(b, "linear", 1) = none; }, 9,
              "(linear), operand 1: missing, it is not optional");
  expectError([](RawBlob &b) { b.at(s_NODE, b.nodeOf("map"), Opcode) = 34; }, 9,
              "unknown attribute 'fn'");
  expectError(
      [](RawBlob &b) { // one score less than head groups
        b.at(s_ATTR, attributeOf(b, "attention", 4)) = b.at(s_ATTR, attributeOf(b, "attention", 3));
      },
      9, "3 of attribute 'masks' for 2 head groups");
  expectError([](RawBlob &b) { b.at(s_REGN, 1, 4) = 0; }, 7, "region 1 has its 0 arguments");
}

TEST(Blob, B10_Strings) {
  expectError([](RawBlob &b) { b.at(s_STRT, 2, 0) = ~0u; }, 10, "string 2: bytes 4294967295 to");
  expectError([](RawBlob &b) { b.at(s_STRT, 0, 1) = ~0u; }, 10, "string 0: bytes 0 to 4294967295");
  expectError(
      [](RawBlob &b) { // all strings are the same bytes
        uint32_t common = b.addString(std::string(1000, 'a'));
        for (uint32_t i = 0; i < b.rows(s_STRT); ++i)
          for (uint32_t column : {0, 1})
            b.at(s_STRT, i, column) = b.at(s_STRT, common, column);
      },
      10, "the strings up to here need");
  const std::string bad[] = {
      std::string("a\0b", 3), "line\n",           "\x7f",    "\xc2\x85", "\xff", "\xc0\xaf",
      "\xed\xa0\x80",         "\xf4\x90\x80\x80", "\xe4\xb8"};
  for (const std::string &text : bad)
    expectError([&](RawBlob &b) { b.addString(text); }, 10, "not UTF-8, or with a control");
  expectValid([](RawBlob &b) { b.addString("\u4e2d\u6587 \u00e9 \U0001f600"); });

  expectError([](RawBlob &b) { b.header[h_name] = 1000; }, 10, "string 1000, there are");
  expectError([](RawBlob &b) { b.at(s_LOCS, 0, 0) = none; }, 10, "file of location 0: string -1");
  expectError([](RawBlob &b) { b.at(s_SCOP, 0, 1) = b.addString(""); }, 10, "its name is empty");
  for (const char *name : {"int", "co_await", "restrict", "1x", "a b", "", "x-y", "head",
                           "sample_base", "größe", "batch", "y"})
    expectError([&](RawBlob &b) { b.at(s_INOU, 0, 1) = b.addString(name); }, 10, "argument");
  for (const char *name : {"load", "class", "2f", ""})
    expectError([&](RawBlob &b) { b.header[h_name] = b.addString(name); }, 10,
                "cannot be the name of a function");
  expectError([](RawBlob &b) { b.at(s_SCOP, 0, 1) = b.addString("optim"); }, 10,
              "'optim.layers.3.weight' has a reserved prefix");
  expectError(
      [](RawBlob &b) { // both are called running_mean
        b.at(s_PARM, 0, 1) = none;
        b.at(s_PARM, 0, 2) = b.at(s_PARM, 1, 2);
      },
      10, "'running_mean' stands there twice");
  expectError([](RawBlob &b) { b.set64(s_ATTR, attributeOf(b, "attention", 5), 2, 500); }, 10,
              "attribute 'mask_names': string 500");
  RawBlob errors = handMadeErrors();
  errors.at(s_DIAG, 1, 4) += 1000;
  expectError(errors.words(), 10, "message 1: text bytes");
  errors = handMadeErrors();
  errors.at(s_TEXT, 0) = 0x0a0a0a0a;
  expectError(errors.words(), 10, "message 0: text that is not UTF-8");
}

TEST(Blob, B11_Trailing) {
  expectWordsError([](Words &w) { w.push_back(0); }, 11, "are there");
  expectWordsError(
      [](Words &w) { // counted in the header, but in no section
        w.push_back(0);
        ++w[h_words];
      },
      11, "the sections end at word");
}

TEST(Blob, B12_Sections) {
  expectWordsError([](Words &w) { w[h_sections] = 17; }, 12, "17 sections, version 1 has 18");
  expectWordsError([](Words &w) { tableWord(w, s_NODE, 0) = 0x58585858; }, 12, "unknown tag");
  expectWordsError([](Words &w) { tableWord(w, s_NODE, 0) = tableWord(w, s_ATTR, 0); }, 12,
                   "ATTR stands where NODE must (that one is missing)");
  expectWordsError([](Words &w) { tableWord(w, s_NODE, 0) = tableWord(w, s_DIMS, 0); }, 12,
                   "DIMS stands where NODE must (it was there before)");
  expectWordsError([](Words &w) { --tableWord(w, s_NODE, 1); }, 12, "they overlap");
  expectWordsError([](Words &w) { ++tableWord(w, s_VALU, 1); }, 12, "there is a gap");
}

TEST(Blob, B13_Values) {
  expectError([](RawBlob &b) { b.header[h_flags] = 2; }, 13, "flags 0x2");
  expectError([](RawBlob &b) { b.header[h_zero] = 5; }, 13, "the last word is 5");
  expectError([](RawBlob &b) { b.at(s_TYPE, 0) = 0; }, 13, "element type 0, it must be 1 to 9");
  expectError([](RawBlob &b) { b.at(s_TYPE, 0) = 10; }, 13, "element type 10");
  expectError([](RawBlob &b) { b.set64(s_TYPE, 4, 0, uint64_t(-3)); }, 13, "a size of at most -3");
  expectError([](RawBlob &b) { b.set64(s_DIMS, 1, 0, uint64_t(-65)); }, 13, "a size of at most -1");
  expectError([](RawBlob &b) { b.at(s_DIMS, 0) = 0; }, 13, "it has no term");
  expectError([](RawBlob &b) { b.set64(s_DIMS, 4, 0, 0); }, 13, "its factor is 0");
  expectError([](RawBlob &b) { b.set64(s_DIMS, 4, 0, uint64_t(1) << 62); }, 13,
              "dim 0: its values");
  expectError([](RawBlob &b) { b.set64(s_DIMS, 12 + 4, 0, uint64_t(1) << 62); }, 13,
              "atom 2: its dividend leaves -2^62 to 2^62");
  expectError([](RawBlob &b) { b.at(s_ATOM, 0, 0) = 3; }, 13, "atom 0: kind 3");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 0, 2, 65); }, 13, "bounds 65 and 64");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 0, 2, uint64_t(-1)); }, 13, "bounds -1 and 64");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 1, 6, 0); }, 13, "multiple_of 0");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 1, 6, 2000); }, 13, "no multiple of 2000 lies");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 2, 10, 0); }, 13, "divisor 0");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 2, 8, 7); }, 13, "dividend 7 is a constant");
  expectError([](RawBlob &b) { std::swap(b.at(s_ATOM, 3, 12), b.at(s_ATOM, 3, 13)); }, 13,
              "the smaller comes first");
  expectError([](RawBlob &b) { b.at(s_SCOP, 2, 2) = uint32_t(-2); }, 13, "index -2");
  expectError([](RawBlob &b) { b.at(s_PARM, 0, 3) = 3; }, 13, "parameter 0: kind 0x3");
  expectError([](RawBlob &b) { b.at(s_PARM, 1, 3) |= 0x100; }, 13, "parameter 1: kind 0x101");
  expectError([](RawBlob &b) { b.at(s_PARM, 0, 4) = 4; }, 13, "initial values of kind 4");
  expectError([](RawBlob &b) { b.set64(s_PARM, 0, 5, 0x7ff8000000000000); }, 13, "NaN as initial");
  expectError([](RawBlob &b) { b.set64(s_TYPE, 10, 0, 0); }, 13, "every size is a constant and at");
  expectError([](RawBlob &b) { b.at(s_INOU, 0, 0) = 4; }, 13, "argument 0: kind 4");
  expectError([](RawBlob &b) { b.addRow(s_INOU, {3, 6, 6, 0}); }, 13, "a buffer outside training");
  expectError([](RawBlob &b) { b.addRow(s_INOU, {3, b.at(s_INOU, 5, 1), b.at(s_INOU, 5, 2), 0}); },
              13, "is updated twice");
  expectError([](RawBlob &b) { b.at(s_INOU, 5, 2) = 0; }, 13, "of another type");
  expectError([](RawBlob &b) { b.at(s_ATTR, 0, 1) = 6; }, 13, "attribute 0: kind 6");
  expectError(
      [](RawBlob &b) { b.set64(s_ATTR, attributeOf(b, "attention", 0), 2, 0x7ff8000000000000); },
      13, "attribute 'scale': NaN");
  // tapes
  expectError([](RawBlob &b) { b.at(s_TAPE, 7) |= 0xff; }, 13, "step 3: operation 255");
  expectError([](RawBlob &b) { b.at(s_TAPE, 7) |= 3 << 8; }, 13, "step 3: kind 3");
  expectError([](RawBlob &b) { b.at(s_TAPE, 7) = (b.at(s_TAPE, 7) & ~0xffu) | 3; }, 13,
              "on these operands does not give bool");
  expectError([](RawBlob &b) { b.at(s_TAPE, 0) ^= 3 << 8; }, 13, "its variables, and no other");
  expectError([](RawBlob &b) { b.at(s_TAPE, 0, 1) = 0x501; }, 13, "result of kind 1, register 3");
}

TEST(Blob, B15_Limits) {
  expectError(Words([] {
                Words w(max_words + 1);
                w[0] = magic;
                return w;
              }()),
              15, "16777217 words, the limit is 16777216");
  expectError([](RawBlob &b) { b.at(s_TYPE, 1) = 9; }, 15, "type 0: rank 9, the limit is 8");
  expectError([](RawBlob &b) { b.at(s_DIMS, 0) = 5; }, 15, "dim 0: 5 terms, the limit is 4");
  expectError([](RawBlob &b) { b.set64(s_ATOM, 0, 4, 2147483648); }, 15,
              "may be 2147483648, the limit is 2147483647");
  expectError(
      [](RawBlob &b) {
        for (int i = 0; i < 31; ++i)
          for (uint32_t word = 0; word < 14; ++word)
            b.sections[s_ATOM].push_back(b.at(s_ATOM, 0, word));
      },
      15, "symbol number 33, the limit is 32");
  expectError([](RawBlob &b) { b.sections[s_NODE].resize(10 * (max_nodes + 1)); }, 15,
              "16385 operations, the limit is 16384");
  expectError(
      [](RawBlob &b) {
        b.sections[s_TYPE].insert(b.sections[s_TYPE].end(), {1, 2, 1u << 21, 0, 1u << 20, 0});
      },
      15, "more than 1099511627776 elements");
  expectValid([](RawBlob &b) { // exactly 2^40, and more times 0
    b.sections[s_TYPE].insert(b.sections[s_TYPE].end(), {1, 2, 1u << 20, 0, 1u << 20, 0});
    b.sections[s_TYPE].insert(b.sections[s_TYPE].end(), {1, 3, ~0u, 0, ~0u, 0, 0, 0});
  });
  expectError([](RawBlob &b) { b.at(s_SCOP, 0, 1) = b.addString(std::string(257, 'a')); }, 15,
              "a name of 257 bytes, the limit is 256");
  expectError(
      [](RawBlob &b) {
        uint32_t name = b.addString(std::string(200, 'a'));
        for (uint32_t i = 3; i < 9; ++i)
          b.addRow(s_SCOP, {i - 1, name, none});
      },
      15, "bytes, the limit is 1024");
  expectError([](RawBlob &b) { b.at(s_PARM, 0, 2) = b.addString(std::string(257, 'w')); }, 15,
              "parameter 0: a name of 257 bytes");
  expectError([](RawBlob &b) { b.at(s_INOU, 0, 1) = b.addString(std::string(257, 'x')); }, 15,
              "argument 0: a name of 257 bytes");
  expectError(
      [](RawBlob &b) { // a fifth loop in a loop
        uint32_t row = b.rows(s_REGN) - 1;
        for (uint32_t parent = 1; parent < 4; ++parent)
          b.addRow(s_REGN, {parent, b.at(s_REGN, row, 1), b.at(s_REGN, row, 2), 0, 0});
      },
      15, "nested 5 deep, the limit is 4");
  expectError([](RawBlob &b) { b.at(s_TAPE, 0) = 65; }, 15, "65 operations, the limit is 64");
  expectError([](RawBlob &b) { b.at(s_TAPE, 0) |= 9 << 8; }, 15, "variables, the limit is 8");
  expectError([](RawBlob &b) { b.at(s_TAPE, 0) |= 9 << 16; }, 15, "tensors, the limit is 8");
  expectError(
      [](RawBlob &b) { // nine head groups
        uint32_t node = b.nodeOf("attention"), first = attributeOf(b, "attention", 2);
        Words row(b.sections[s_ATTR].begin() + first * 4,
                  b.sections[s_ATTR].begin() + first * 4 + 4);
        for (int i = 0; i < 7; ++i)
          b.sections[s_ATTR].insert(b.sections[s_ATTR].begin() + first * 4, row.begin(), row.end());
        b.at(s_NODE, node, 9) += 7;
        for (uint32_t n = node + 1; n < b.rows(s_NODE); ++n)
          b.at(s_NODE, n, FirstAttr) += 7;
      },
      15, "9 head groups, it must have 1 to 8");
  RawBlob errors = handMadeErrors();
  for (uint32_t i = 2; i <= max_diags; ++i)
    errors.addRow(s_DIAG, {20, 0, none, 0, 4, 0, 0});
  errors.header[h_errors] = max_diags + 1;
  expectError(errors.words(), 15, "257 messages, the limit is 256");
  errors = handMadeErrors();
  errors.sections[s_TEXT].assign((max_text_bytes + 4) / 4, 0x61616161);
  errors.at(s_DIAG, 0, 4) = max_text_bytes + 1;
  expectError(errors.words(), 15, "1048577 bytes of text up to here, the limit is 1048576");
}

TEST(Blob, CostIsLinear) {
  // 5 million scopes in one chain, each string of them as long as it may be: stopped by the path.
  RawBlob raw = handMadeBlob();
  uint32_t name = raw.addString("abc");
  for (uint32_t i = 3; i < 5000000; ++i)
    raw.addRow(s_SCOP, {i - 1, name, none});
  expectError(raw.words(), 15, "the limit is 1024");
  // A million parameters that all mean one node: stopped by the second.
  raw = handMadeBlob();
  Words row(raw.sections[s_PARM].begin(), raw.sections[s_PARM].begin() + 9);
  for (int i = 0; i < 1000000; ++i)
    raw.addRow(s_PARM, row);
  expectError(raw.words(), 7, "has a name already");
}

TEST(OpTable, SpecsAreParsed) {
  const import::OpInfo *conv = import::opInfo(93);
  ASSERT_TRUE(conv);
  EXPECT_EQ(conv->name, "conv2d");
  ASSERT_EQ(conv->operands.size(), 3u);
  EXPECT_TRUE(conv->operands[2].optional);
  ASSERT_EQ(conv->attributes.size(), 5u);
  EXPECT_EQ(conv->attributes[1].name, "padding");
  EXPECT_TRUE(conv->attributes[1].array);
  EXPECT_EQ(conv->attributes[1].count, 4);
  EXPECT_FALSE(conv->attributes[4].array);
  const import::OpInfo *attention = import::opInfo(192);
  ASSERT_TRUE(attention);
  EXPECT_TRUE(attention->operands.back().variadic);
  EXPECT_EQ(attention->attributes[2].count, -1);
  EXPECT_EQ(attention->attributes[3].kind, 't');
  EXPECT_EQ(import::opInfo(152)->results, -1);
  EXPECT_EQ(import::opInfo(0), nullptr);
  EXPECT_EQ(import::opInfo(7), nullptr);
  EXPECT_EQ(import::opInfo(100000), nullptr);
}

} // namespace
} // namespace hac::test
