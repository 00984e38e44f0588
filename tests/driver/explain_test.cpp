// hac --explain: what a report says, in which order, on which lines, for which sizes.
#include "tests/driver/Process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

namespace hac::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Alike layers, a mask of each kind, a constant of one number, a view of half of a sequence.
constexpr const char *mixed = R"(#include <hac/dsl.h>
using namespace hac;
struct Block {
  nn::MixedAttention attend{.embed_dim = 64,
                            .groups = {{.count = 1}, {.count = 4, .mask = window(32)},
                                       {.count = 3, .mask = causal() && window(64, 0)}}};
  nn::LayerNorm norm{64};
  constexpr Tensor operator()(Tensor x, Tensor n) const {
    return norm(x + attend(x, {.mask = lengths(n)}));
  }
};
struct Net {
  nn::Embedding embed{1000, 64};
  nn::Conv1d conv{.in_channels = 64, .out_channels = 64, .kernel_size = 3, .padding = same};
  nn::List<Block, 2> blocks;
  constexpr Tensor operator()(Tensor tokens, Tensor n) const {
    auto x = max_pool1d(relu(conv(embed(tokens))), {.kernel_size = 2});
    for (auto &block : blocks)
      x = block(x, floor_div(n, 2));
    return x;
  }
};
constexpr void f(graph &g) {
  auto batch = dyn("batch", {.max = 64}), seq = dyn("seq", {.min = 48, .max = 256});
  g.output("y", g.module<Net>()(g.input("tokens", i32, {batch, seq}), g.input("n", i32, {batch})));
}
HAC_EXPORT(f)
)";

constexpr const char *model = R"(#include <hac/dsl.h>
using namespace hac;
constexpr auto batch = dyn("batch", {.min = 1, .max = 64});
struct Head {
  nn::Linear first{384, 1536}, second{1536, 384};
  constexpr Tensor operator()(Tensor x) const {
    auto h = gelu(first(x));
    auto y = second(h);
    auto residual = y + x;
    return relu(residual) + roll(residual, 1, 0);
  }
};
constexpr void f(graph &g) {
  g.output("y", g.module<Head>()(g.input("x", f32, {batch, 384})));
}
HAC_EXPORT(f)
)";

class Explain : public testing::Test {
protected:
  TemporaryFolder folder;

  void SetUp() override { folder.write("head.model.cpp", model); }

  Outcome hac(std::vector<std::string> args) {
    Call call;
    call.args = std::move(args);
    call.folder = folder.path;
    return runProgram(HAC, call);
  }
  std::string report(std::vector<std::string> args) {
    args.insert(args.begin(), "head.model.cpp");
    Outcome o = hac(args);
    EXPECT_EQ(o.exitCode, 0) << o.err;
    EXPECT_THAT(o.err, IsEmpty());
    return o.out;
  }
};

TEST_F(Explain, GroupsInTheOrderOfTheProgram) {
  std::string text = report({"--explain"});
  std::vector<std::string> order = {"function f (head.model.cpp:14): at batch = 32",
                                    "memory: an arena of ",
                                    "head.model.cpp:7", "linear+gelu [in first]", "group 0 of 3",
                                    "f32[batch, 384] -> f32[batch, 1536]",
                                    "37.7 Mflop, elementwise work worth ",
                                    "head.model.cpp:8", "linear+add+relu [in second]", "group 1 of 3",
                                    "head.model.cpp:10", "roll", "plain loops",
                                    "head.model.cpp:10", "add", "group 2 of 3"};
  size_t at = 0;
  for (const std::string &part : order) {
    size_t found = text.find(part, at);
    ASSERT_NE(found, std::string::npos) << part << " after " << at << " of\n" << text;
    at = found + part.size();
  }
  EXPECT_THAT(folder.names(), ElementsAre("head.model.cpp"));
}

TEST_F(Explain, Decisions) {
  std::string v3 = report({"--explain"});
  EXPECT_THAT(v3, HasSubstr("register tile of 4 rows x 24 columns: 16 of 16 vector registers; rows "
                            "left over: 2, 1; a task is all 32 rows x 96 of 1536 columns"));
  EXPECT_THAT(v3, HasSubstr("writes 2 values: others need them too"));
  EXPECT_THAT(v3, HasSubstr("not fused: linear+add+relu (line 8): groups of their own"));
  EXPECT_THAT(v3, HasSubstr("not fused: roll (line 10): plain loops, see there"));
  EXPECT_THAT(v3, HasSubstr("-> f32[batch, 384], moves at most 98.3 kB, time not estimated: no group "
                            "is built around this op"));
  EXPECT_THAT(v3, HasSubstr("; its weights are 2.36 MB"));
  std::string znver4 = report({"--explain", "--target=znver4"});
  EXPECT_THAT(znver4, HasSubstr("register tile of 8 rows x 48 columns: 28 of 32 vector registers; rows left "
                                "over: 4, 2, 1"));
}

TEST_F(Explain, WhatAGroupHolds) {
  folder.write("head.model.cpp", mixed);
  std::string text = report({"--explain"});
  EXPECT_THAT(text, HasSubstr("The model leaves batch and seq open and no size was given: 32 is taken, or the nearest"));
  EXPECT_THAT(text, HasSubstr("--explain=batch=..,seq=.. asks for others"));
  EXPECT_THAT(text, HasSubstr("at batch = 32, seq = 48"));
  EXPECT_THAT(text, HasSubstr("embedding [in embed] "));
  EXPECT_THAT(text, HasSubstr("conv+relu+max_pool [in conv] "));
  EXPECT_THAT(text, HasSubstr("f32[batch, seq, 64] -> f32[batch, seq/2, 64]"));
  EXPECT_THAT(text, HasSubstr("a task is all 48 positions x all 64 filters"));
  EXPECT_THAT(text, HasSubstr("linear+add+layer_norm [in blocks.1.attend.out_proj] "));
  EXPECT_THAT(text, HasSubstr("head 0: keys below a length read at run time; "
                              "heads 1 to 4: keys from 32 before to 32 behind the query, below a length "
                              "read at run time; heads 5 to 7: keys from 64 before the query to the "
                              "query's own, below a length read at run time\n"));
  EXPECT_THAT(text, HasSubstr("floor_div "));
  EXPECT_THAT(text, Not(HasSubstr("full "))); // its 2 is a constant
  EXPECT_THAT(text, Not(HasSubstr("floor(")));
}

size_t countOf(const std::string &part, const std::string &text) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

TEST_F(Explain, NothingTwice) {
  folder.write("head.model.cpp", mixed);
  std::string text = report({"--explain=batch=4,seq=64"});
  EXPECT_THAT(text, Not(HasSubstr("The model leaves")));
  EXPECT_THAT(report({"--explain=batch=4"}), HasSubstr("The model leaves seq open"));
  EXPECT_EQ(countOf("attention [in blocks.", text), 2u);
  EXPECT_EQ(countOf("head 0: keys", text), 1u); // the second layer is as the first
  EXPECT_EQ(countOf("    as group ", text), 3u) << text;
}

/// "expected 12.3 us on one core" in microseconds.
double expectedTime(const std::string &text) {
  std::smatch found;
  if (!std::regex_search(text, found, std::regex("expected ([0-9.]+) (ns|us|ms) on one core")))
    return 0;
  double unit = found[2] == "ns" ? 1e-3 : found[2] == "us" ? 1 : 1e3;
  return std::stod(found[1]) * unit;
}

TEST_F(Explain, Sizes) {
  double small = expectedTime(report({"--explain=batch=16"})),
         large = expectedTime(report({"--explain=batch=64"}));
  // 1.18 MFLOP of products a row and layer; the core makes 115 GFLOP/s.
  EXPECT_GT(small, 16 * 2 * 1.18 / 0.1152);
  EXPECT_NEAR(large / small, 4, 0.05);
  auto function = [](const std::string &text) { return text.substr(text.find("function f")); };
  EXPECT_EQ(function(report({"--explain"})), function(report({"--explain=batch=32"})));
}

TEST_F(Explain, WithoutGroups) {
  std::string text = report({"--explain", "--naive"});
  EXPECT_THAT(text, HasSubstr("no groups; 7 ops in plain loops, time not estimated"));
  EXPECT_THAT(text, HasSubstr("time not estimated: --naive asks for that"));
  EXPECT_THAT(text, Not(HasSubstr("vector registers")));
}

TEST_F(Explain, PiecesOfAConcat) {
  folder.write("head.model.cpp", R"(#include <hac/dsl.h>
using namespace hac;
constexpr void f(graph &g) {
  auto x = g.input("x", f32, {8, 16});
  auto a = exp(x), b = relu(g.module(nn::Linear{16, 4})(x)), c = concat({x, a, b}, 1);
  g.output("y", softmax(c));
  g.output("z", softmax(concat({b, flatten(tanh(unsqueeze(x, 0)), 0, 1)}, 1)));
  g.output("w", log(concat({sin(x), cos(x)}, 1)));
}
HAC_EXPORT(f)
)");
  std::string text = report({"--explain"});
  EXPECT_THAT(text, HasSubstr("copies piece 1 of 3: it lies in the caller's memory"));
  EXPECT_THAT(text, HasSubstr("copies piece 3 of 3: it is a piece of two concats\n    the others are computed in slices"));
  EXPECT_THAT(text, HasSubstr("copies piece 2 of 2: it is a view of f32[1, 8, 16], which lies in one piece"));
  EXPECT_THAT(text, HasSubstr("    -> f32[8, 32]\n    its pieces are computed in slices of it"));
}

TEST_F(Explain, ToAFile) {
  std::string text = report({"--explain"});
  EXPECT_THAT(report({"--explain", "-o", "report.txt"}), IsEmpty());
  EXPECT_EQ(folder.read("report.txt"), text);
}

TEST_F(Explain, Refused) {
  auto refuses = [&](std::vector<std::string> args, const std::string &text) {
    args.insert(args.begin(), "head.model.cpp");
    Outcome o = hac(args);
    EXPECT_EQ(o.exitCode, 2);
    EXPECT_THAT(o.err, HasSubstr(text));
    EXPECT_THAT(o.out, IsEmpty());
  };
  refuses({"--explain=batch"}, "--explain: 'batch' is no list of sizes, e.g. batch=8,seq=128 [hac-C004]");
  refuses({"--explain=batch=x"}, "is no list of sizes");
  refuses({"--explain=batch=-1"}, "is no list of sizes");
  refuses({"--explain=rows=3"}, "--explain: no function has a size 'rows' [hac-C004]");
  refuses({"--explain=batch=65"}, "--explain: batch of `f` is no 65: it is 1 to 64 [hac-C004]");
  refuses({"--explain", "--explain=batch=1"}, "contradict each other [hac-C002]");
  refuses({"--explain", "--emit=asm"}, "--explain and --emit contradict each other [hac-C002]");
  refuses({"--explain", "--stop-after=tile"}, "--explain and --stop-after contradict");
  refuses({"--explain", "--check"}, "--check and --explain contradict");
}

} // namespace
} // namespace hac::test
