// Bad model sources: bad inputs M01 to M26, those that concern inference. Each
// (number, op) has a file of its own in tests/dsl/errors; here each kind of mistake is a test,
// and beside the errors stands what must stay valid.
#include "tests/driver/Process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hac::test {
namespace {

using testing::HasSubstr;

class Model : public testing::Test {
protected:
  TemporaryFolder folder;

  Outcome check(const std::string &text) {
    folder.write("m.cpp", text);
    Call call;
    call.args = {"--check", "m.cpp"};
    call.folder = folder.path;
    return runProgram(HAC, call);
  }

  /// Statements of a model function that has a graph `g`, the symbols `n` and `m`, and the inputs
  /// x f32[n, 8] and i i32[n, 8].
  static std::string function(const std::string &statements) {
    return "#include <hac/dsl.h>\nusing namespace hac;\nconstexpr auto N = dyn(\"n\"), M = "
           "dyn(\"m\");\nconstexpr void f(graph &g) {\n  auto x = g.input(\"x\", f32, {N, 8});\n  "
           "auto i = g.input(\"i\", i32, {N, 8});\n" +
           statements + "\n}\nHAC_EXPORT(f)\n";
  }

  /// Exactly the errors with these numbers, in this order, on the first line of the statements.
  void refused(const std::string &statements, std::vector<std::string> numbers,
               const std::string &text = "") {
    SCOPED_TRACE(statements);
    Outcome o = check(function(statements));
    EXPECT_EQ(o.exitCode, 1) << o.err;
    std::vector<std::string> found;
    for (size_t at = 0; (at = o.err.find(" error: ", at)) != std::string::npos; ++at) {
      std::string line = o.err.substr(at, o.err.find('\n', at) - at);
      size_t number = line.rfind("[hac-");
      found.push_back(number == std::string::npos ? line : line.substr(number + 5, 4));
    }
    EXPECT_EQ(found, numbers) << o.err;
    EXPECT_THAT(o.err, testing::StartsWith("m.cpp:7:")) << o.err;
    EXPECT_THAT(o.err, HasSubstr(text));
  }
  void valid(const std::string &statements) {
    SCOPED_TRACE(statements);
    Outcome o = check(function(statements));
    EXPECT_EQ(o.exitCode, 0) << o.err;
  }
};

TEST_F(Model, M01_ElementTypes) {
  refused("g.output(\"y\", x + i);", {"E102"}, "f32[n, 8]");
  refused("g.output(\"y\", exp(i));", {"E101"});
}

TEST_F(Model, M02_Shapes) {
  refused("g.output(\"y\", x + g.input(\"z\", f32, {N, 3}));", {"E103"}, "[n, 8] and [n, 3]");
  refused("g.output(\"y\", matmul(x, g.input(\"z\", f32, {7, 3})));", {"E201"}, "f32[7, 3]");
}

TEST_F(Model, M03_NegativeDimension) {
  refused("g.output(\"y\", g.input(\"z\", f32, {-1}));", {"E012"});
}

TEST_F(Model, M04_ZeroDimension) {
  refused("auto l = g.module(nn::Linear{0, 4}); g.output(\"y\", l(x));", {"E024"});
  valid("g.output(\"y\", relu(g.input(\"z\", f32, {dyn(\"k\", {.min = 0})})));");
}

TEST_F(Model, M05_Overflow) {
  refused("g.output(\"y\", g.input(\"z\", f32, {N * 4000000000000}));", {"E011"});
  refused("g.output(\"y\", g.input(\"z\", f32, {2000000, 2000000}));", {"E022"});
}

TEST_F(Model, M06_ConvolutionOptions) {
  std::string conv =
      "auto s = g.input(\"s\", f32, {1, 9, 4}), w = g.input(\"w\", f32, {6, 4, 3}); ";
  for (const char *option : {".stride = 0", ".stride = -1", ".dilation = 0", ".dilation = -2",
                             ".groups = 0", ".groups = -1"})
    refused(conv + "g.output(\"y\", conv1d(s, w, {}, {" + option + "}));", {"E107"});
  refused(conv + "g.output(\"y\", conv1d(s, w, {}, {.groups = 3}));", {"E207"});
  refused("g.output(\"y\", group_norm(x, 3));", {"E303"});
}

TEST_F(Model, M07_Padding) {
  std::string s = "auto s = g.input(\"s\", f32, {1, 9, 4}), w = g.input(\"w\", f32, {6, 4, 3}); ";
  refused(s + "g.output(\"y\", conv1d(s, w, {}, {.padding = -1}));", {"E107"});
  refused(s + "g.output(\"y\", max_pool1d(s, {.kernel_size = 3, .padding = 2}));", {"E210"});
  refused(s + "g.output(\"y\", conv1d(s, w, {}, {.padding = 9, .mode = pad_mode::reflect}));",
          {"E610"});
  valid(s + "g.output(\"y\", conv1d(s, w, {}, {.padding = 9}));");
}

TEST_F(Model, M08_AxisOutOfRange) {
  refused("g.output(\"y\", softmax(x, 2));", {"E108"});
  refused("g.output(\"y\", softmax(x, -3));", {"E108"});
}

TEST_F(Model, M09_AxisTwice) {
  refused("g.output(\"y\", sum(x, {1, 1}));", {"E111"});
  refused("g.output(\"y\", sum(x, {1, -1}));", {"E111"});
  refused("g.output(\"y\", permute(x, {1, 1}));", {"E607"});
}

TEST_F(Model, M10_KernelLargerThanInput) {
  refused("g.output(\"y\", max_pool1d(g.input(\"s\", f32, {1, 2, 4}), {.kernel_size = 3}));",
          {"E208"});
  refused("g.output(\"y\", max_pool1d(g.input(\"s\", f32, {1, M, 4}), {.kernel_size = 3}));",
          {"E208"}, ".min");
}

TEST_F(Model, M11_NothingToConcat) {
  refused("g.output(\"y\", concat({}));", {"E601"}, "concat: there are no tensors");
  refused("g.output(\"y\", stack({}));", {"E601"}, "stack: there are no tensors");
  refused("g.output(\"y\", relu(concat({})));", {"E601"}); // on its way to a graph
  refused("g.output(\"y\", x + concat({}));", {"E601"});
  refused("g.output(\"y\", linear(x, x, stack({})));", {"E601"}); // not an absent bias
  valid("g.output(\"y\", concat({x}));");
  valid("g.output(\"y\", stack({x}));");
}

TEST_F(Model, M12_Rank) {
  refused("g.output(\"y\", linear(g.input(\"s\", f32, {}), g.input(\"w\", f32, {2, 2})));",
          {"E109"});
  refused("g.output(\"y\", g.input(\"s\", f32, {1, 1, 1, 1, 1, 1, 1, 1, 1}));", {"E020"});
}

TEST_F(Model, M15_NoOutput) {
  Outcome o = check(function("relu(x);"));
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, HasSubstr("[hac-E006]"));
}

TEST_F(Model, M17_InputAsOutput) {
  valid("g.output(\"y\", x);");
  valid("auto r = relu(x); g.output(\"y\", r); g.output(\"z\", r);");
}

TEST_F(Model, M18_NamesTwice) {
  refused("g.output(\"y\", g.input(\"x\", f32, {2}));", {"E005"});
  refused("g.output(\"n\", x);", {"E005"});
  refused("g.output(\"y\", g.module(nn::Linear{8, 4}, \"a\")(x) + g.module(nn::Linear{8, 4}, "
          "\"a\")(x));",
          {"E003", "E003"});
  valid("g.output(\"X\", x);");
}

TEST_F(Model, M19_BadNames) {
  for (const char *name : {"int", "1st", "", "head", "sample_base", "a-b", "co_await"})
    refused(std::string("g.output(\"") + name + "\", x);", {"E004"});
  refused("g.output(\"y\", g.module(nn::Linear{8, 4, .bias = false}, \"optim\")(x));", {"E004"});
}

TEST_F(Model, M22_Heads) {
  refused("g.output(\"y\", split_heads(g.input(\"s\", f32, {1, 5, 7}), 2));", {"E407"});
  refused(
      "auto q = g.input(\"q\", f32, {1, 4, 5, 8}); g.output(\"y\", attention(q, q, q, {{.count = "
      "1}, {.count = 2}}));",
      {"E406"});
}

TEST_F(Model, M23_UnboundLayer) { refused("g.output(\"y\", nn::Linear{8, 4}(x));", {"E002"}); }

TEST_F(Model, M24_Eps) {
  for (const char *eps : {"0", "-1e-5", "__builtin_nan(\"\")"})
    refused(std::string("g.output(\"y\", layer_norm(x, 1, {}, {}, ") + eps + "));", {"E107"});
}

TEST_F(Model, M25_SymbolBounds) {
  for (const char *bounds : {".min = 5, .max = 4", ".multiple_of = 0", ".min = -1"})
    refused(std::string("g.output(\"y\", g.input(\"s\", f32, {dyn(\"k\", {") + bounds + "})}));",
            {"E010"});
}

TEST_F(Model, M26_TracedLambda) {
  refused("g.output(\"y\", map([](auto a) { for (int k = 0; k < 70; k++) a = a + k; return a; }, "
          "x));",
          {"E023"});
  Outcome o =
      check(function("g.output(\"y\", map([](auto a) { if (a > 0) return a; return -a; }, x));"));
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, HasSubstr("m.cpp:7:"));
  EXPECT_THAT(o.err, HasSubstr("where"));
}

TEST_F(Model, M27_SymbolsInASum) {
  valid("g.output(\"y\", concat({x, g.input(\"z\", f32, {M, 8})}, 0));");
  refused(
      "auto a = g.input(\"a\", f32, {dyn(\"a_\"), 8}), b = g.input(\"b\", f32, {dyn(\"b_\"), 8}), "
      "c = g.input(\"c\", f32, {dyn(\"c_\"), 8}), d = g.input(\"d\", f32, {dyn(\"d_\"), 8}); "
      "g.output(\"y\", concat({x, a, b, c, d}, 0));",
      {"E011"});
}

// A value that nothing needs is named, not what only it was made from, and 20 names are enough.
TEST_F(Model, W001_TwentyNamesThenTheirNumber) {
  auto warnings = [&](const std::string &statements) {
    folder.write("m.cpp", function("g.output(\"y\", x + cast(i, f32));\n" + statements));
    Call call;
    call.args = {"m.cpp", "-o", "m.o"};
    call.folder = folder.path;
    Outcome o = runProgram(HAC, call);
    EXPECT_EQ(o.exitCode, 0) << o.err;
    size_t lines = 0;
    for (size_t at = 0; (at = o.err.find("[hac-W001]", at)) != std::string::npos; ++at)
      ++lines;
    return std::pair{lines, o.err};
  };
  EXPECT_EQ(warnings("auto a = relu(exp(x));").first, 1u);
  EXPECT_EQ(warnings("for (int k = 0; k < 20; k++) auto a = relu(x);").first, 20u);
  auto [lines, text] = warnings("for (int k = 0; k < 51; k++) auto a = relu(x);");
  EXPECT_EQ(lines, 21u);
  EXPECT_THAT(text, HasSubstr("warning: 31 more are not used [hac-W001]"));
}

} // namespace
} // namespace hac::test
