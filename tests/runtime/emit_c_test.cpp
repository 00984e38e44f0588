// compiler/emit, the C side: formulas of sizes, layout of argument structs, the signature.
#include "compiler/emit/ArgsLayout.h"
#include "compiler/emit/EntryPoints.h"
#include "compiler/emit/HeaderText.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

using namespace hac::emit;
using hac::blob::atom_kind;
using hac::blob::dtype;

namespace {

Atom floorAtom(Dim dividend, int64_t divisor) {
  Atom atom;
  atom.kind = atom_kind::floor;
  atom.dividend = std::move(dividend);
  atom.divisor = divisor;
  return atom;
}

Atom symbolAtom(uint32_t symbol) {
  Atom atom;
  atom.kind = atom_kind::symbol;
  atom.symbol = symbol;
  return atom;
}

Atom productAtom(uint32_t left, uint32_t right) {
  Atom atom;
  atom.kind = atom_kind::product;
  atom.left = left;
  atom.right = right;
  return atom;
}

Model model() {
  Function f;
  f.name = "f";
  f.file = "m.model.cpp";
  f.line = 1;
  f.symbols = {{"a", 1, 9, 1, f.file, 2}, {"b", 0, 64, 8, f.file, 3}};
  f.atoms = {symbolAtom(0), symbolAtom(1), productAtom(0, 1), floorAtom({1, {{8, 1}}}, 2),
             floorAtom({0, {{1, 0}}}, 3)};
  f.arguments = {
      {Argument::Input, "x", dtype::f32, {{0, {{1, 0}}}, {20, {}}}, {308, {}, {4, {}}}, 4},
      {Argument::Output, "y", dtype::f32, {{0, {{1, 0}}}}, {}, 5}};
  f.checks = {{{0, {{1, 0}}}, {0, {{8, 1}}}, 6}};
  Model m;
  m.name = "m";
  m.functions = {f};
  m.parameters = {{"w", dtype::f32, {4, 5}, false, false, true, {}, 0, 0}};
  return m;
}

TEST(HeaderText, Dims) {
  Function f = model().functions[0];
  auto print = [&](int64_t constant, std::vector<Dim::Term> terms) {
    return printDim(f, {constant, std::move(terms)});
  };
  EXPECT_EQ(print(7, {}), "7");
  EXPECT_EQ(print(-7, {}), "-7");
  EXPECT_EQ(print(0, {{1, 0}}), "a");
  EXPECT_EQ(print(-1, {{2, 0}}), "2*a - 1");
  EXPECT_EQ(print(3, {{-1, 0}, {1, 3}}), "-a + (b + 1)/2 + 3");
  EXPECT_EQ(print(0, {{8, 1}}), "b"); // the atom is b / 8
  EXPECT_EQ(print(0, {{16, 1}}), "2*b");
  EXPECT_EQ(print(0, {{1, 1}}), "b/8");
  EXPECT_EQ(print(0, {{3, 1}}), "3*(b/8)");
  EXPECT_EQ(print(0, {{8, 2}}), "8*(a*b/8)");
  EXPECT_EQ(print(0, {{1, 4}}), "a/3");
}

TEST(HeaderText, CommentsCannotBeEnded) {
  EXPECT_EQ(commentText("a*/b\n\"\\?"), "a__b____");
  EXPECT_EQ(commentText("hac 0.1.0, LLVM 22; x86-64-v3"), "hac 0.1.0, LLVM 22; x86-64-v3");
}

TEST(ArgsLayout, IsThatOfACompiler) {
  Function f;
  f.symbols = {{"a", 1, 9, 1, "", 2}};
  f.arguments = {{Argument::Input, "p", dtype::i8, {}, {}, 1},
                 {Argument::Input, "q", dtype::f64, {}, {}, 1},
                 {Argument::Input, "r", dtype::bf16, {}, {}, 1},
                 {Argument::Input, "s", dtype::f32, {{4, {}}}, {}, 1},
                 {Argument::Output, "t", dtype::f32, {}, {}, 1},
                 {Argument::Input, "u", dtype::boolean, {}, {}, 1}};
  ArgsLayout layout = argsLayout(f);
  EXPECT_EQ(layout.symbols, (std::vector<uint32_t>{16}));
  EXPECT_EQ(layout.arguments, (std::vector<uint32_t>{24, 32, 40, 48, 64, 80}));
  EXPECT_EQ(layout.bytes, 88u);
}

TEST(Signature, ChangesWithWhatAHeaderDependsOn) {
  const uint64_t original = signatureOf(model());
  EXPECT_EQ(signatureOf(model()), original);
  const std::vector<std::function<void(Model &)>> changes = {
      [](Model &m) { m.name = "n"; },
      [](Model &m) { m.functions[0].name = "g"; },
      [](Model &m) { m.functions[0].symbols[0].name = "c"; },
      [](Model &m) { m.functions[0].symbols[0].min = 2; },
      [](Model &m) { m.functions[0].symbols[0].max = 10; },
      [](Model &m) { m.functions[0].symbols[1].multipleOf = 4; },
      [](Model &m) { m.functions[0].arguments[0].name = "z"; },
      [](Model &m) { m.functions[0].arguments[0].dtype = dtype::f16; },
      [](Model &m) { m.functions[0].arguments[0].dims[1].constant = 21; },
      [](Model &m) { m.functions[0].arguments[0].dims.pop_back(); },
      [](Model &m) { m.functions[0].arguments[0].range.hi.constant = 5; },
      [](Model &m) { m.functions[0].arguments[0].range.status = 310; },
      [](Model &m) { m.functions[0].arguments[1].kind = Argument::State; },
      [](Model &m) { std::swap(m.functions[0].arguments[0], m.functions[0].arguments[1]); },
      [](Model &m) { m.functions[0].checks[0].left.constant = 1; },
      [](Model &m) { m.functions.push_back(m.functions[0]); },
      [](Model &m) { m.parameters[0].name = "v"; },
      [](Model &m) { m.parameters[0].shape = {20}; },
      [](Model &m) { m.parameters[0].dtype = dtype::bf16; }};
  std::vector<uint64_t> seen = {original};
  for (const auto &change : changes) {
    Model changed = model();
    change(changed);
    uint64_t signature = signatureOf(changed);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), signature), 0) << seen.size();
    seen.push_back(signature);
  }
}

TEST(Signature, DoesNotChangeWithLines) {
  Model moved = model();
  moved.functions[0].line += 5;
  moved.functions[0].symbols[0].line += 5;
  moved.functions[0].arguments[0].line += 5;
  moved.functions[0].checks[0].line += 5;
  moved.functions[0].symbols[0].file = "moved.h";
  moved.build = "another";
  EXPECT_EQ(signatureOf(moved), signatureOf(model()));
}

TEST(Header, SingleFunctionGetsAliases) {
  Model one = model();
  std::string text = printHeader(one);
  EXPECT_NE(text.find("m_run("), std::string::npos);
  EXPECT_NE(text.find("static inline int64_t m_arena_bytes(int64_t a, int64_t b, int64_t lanes)"),
            std::string::npos);
  one.functions.push_back(one.functions[0]);
  one.functions[1].name = "g";
  EXPECT_EQ(printHeader(one).find("m_run("), std::string::npos);
}

TEST(Header, SymbolCalledLanes) {
  Model m = model();
  m.functions[0].symbols[0].name = "lanes";
  EXPECT_NE(printHeader(m).find("m_f_arena_bytes(int64_t lanes, int64_t b, int64_t lanes_of_hook)"),
            std::string::npos);
}

} // namespace
