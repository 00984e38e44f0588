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
                                    "head.model.cpp:7", "linear+gelu", "group 0 of 3",
                                    "f32[batch, 384] -> f32[batch, 1536]",
                                    "batch*1179648 flop",
                                    "head.model.cpp:8", "linear+add", "group 1 of 3",
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
  EXPECT_THAT(v3, HasSubstr("register tile 4x24: 16 of 16 vector registers; rows left over: 2, 1"));
  EXPECT_THAT(v3, HasSubstr("writes 2 values, for others need them too (F2)"));
  EXPECT_THAT(v3, HasSubstr("not fused: linear+add+relu (line 8): F5, it has loops of its own"));
  EXPECT_THAT(v3, HasSubstr("not fused: roll (line 10): it runs as plain loops, see there"));
  EXPECT_THAT(v3, HasSubstr("-> f32[batch, 384]: no group is built around this op"));
  EXPECT_THAT(v3, HasSubstr("(2.36 MB of them weights)"));
  std::string znver4 = report({"--explain", "--target=znver4"});
  EXPECT_THAT(znver4, HasSubstr("register tile 8x48: 28 of 32 vector registers; rows left over: 4, 2, 1"));
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
  EXPECT_EQ(report({"--explain"}), report({"--explain=batch=32"}));
}

TEST_F(Explain, WithoutGroups) {
  std::string text = report({"--explain", "--naive"});
  EXPECT_THAT(text, HasSubstr("0 groups"));
  EXPECT_THAT(text, HasSubstr("without 7 ops in plain loops"));
  EXPECT_THAT(text, Not(HasSubstr("register tile")));
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
