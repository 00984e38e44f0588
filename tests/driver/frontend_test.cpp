// The front end by its numbers: F002 to F007, X900, and what the functions of one file owe each
// other. F001 is a row of the command line (command_line_test.cpp).
#include "compiler/frontend/Frontend.h"
#include "tests/driver/Process.h"

#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hac::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char *begin = "#include <hac/dsl.h>\nusing namespace hac;\n";

class Frontend : public testing::Test {
protected:
  TemporaryFolder folder;
  frontend::Options options;

  void SetUp() override {
    options.source = folder.file("m.cpp");
    options.dslInclude = HAC_DSL_INCLUDE;
    options.resourceDir = HAC_CLANG_RESOURCE_DIR;
  }

  Outcome read(const std::string &model) {
    folder.write("m.cpp", model);
    return runForked([&] { return frontend::run(options).exitCode; });
  }

  /// Exactly this error, once, at this line and column; 0: without a place.
  void expectError(const std::string &model, const std::string &number, const std::string &text,
                   int line, int column, int exitCode = 1) {
    Outcome o = read(model);
    EXPECT_EQ(o.exitCode, exitCode) << o.err;
    size_t first = o.err.find("error: ");
    ASSERT_NE(first, std::string::npos) << o.err;
    EXPECT_EQ(o.err.find("error: ", first + 1), std::string::npos) << o.err;
    EXPECT_THAT(o.err, HasSubstr("[hac-" + number + "]"));
    EXPECT_THAT(o.err, HasSubstr(text));
    EXPECT_THAT(o.err, Not(HasSubstr(HAC_DSL_INCLUDE))); // no note about the DSL's headers
    if (line)
      EXPECT_THAT(o.err, StartsWith(options.source + ":" + std::to_string(line) + ":" +
                                    std::to_string(column) + ": error: "));
  }
};

TEST_F(Frontend, ValidModelGivesItsBlobs) {
  folder.write("size.h", "constexpr int size = 5;\n");
  folder.write("m.cpp", std::string("#include \"size.h\"\n") + begin + R"(
constexpr void f(graph &g) { g.output("y", g.input("x", f32, {size})); }
constexpr void g2(graph &g) { g.output("y", g.input("x", f32, {2})); }
HAC_EXPORT(g2)
namespace inner { HAC_EXPORT(f) }
)");
  frontend::Result result = frontend::run(options);
  ASSERT_EQ(result.exitCode, 0);
  ASSERT_EQ(result.exports.size(), 2u); // in the order of the source
  EXPECT_EQ(result.exports[0].name, "g2");
  EXPECT_EQ(result.exports[0].line, 7u);
  EXPECT_EQ(result.exports[1].name, "f");
  EXPECT_GT(result.exports[1].blob.size(), 80u);
  EXPECT_THAT(result.dependencies, testing::Contains(options.source));
  EXPECT_THAT(result.dependencies, testing::Contains(HasSubstr("size.h")));
  EXPECT_THAT(result.dependencies, testing::Contains(HasSubstr("hac/dsl.h")));
}

TEST_F(Frontend, TextFromStdin) {
  options.source = "-";
  options.input = std::string(begin) + "constexpr void f(graph &g) { g.output(\"y\", "
                                       "relu(g.input(\"x\", i32, {2}))); }\nHAC_EXPORT(f)\n";
  Outcome o = runForked([&] { return frontend::run(options).exitCode; });
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, StartsWith("<stdin>:3:44: error: "));
  EXPECT_THAT(o.err, HasSubstr("[hac-E101]"));
}

TEST_F(Frontend, EveryGraphErrorIsReportedInOrder) {
  Outcome o = read(std::string(begin) + R"(constexpr void f(graph &g) {
  auto x = g.input("x", i32, {2, 3});
  auto a = relu(x);
  auto b = softmax(x);
  g.output("y", a + b);
}
HAC_EXPORT(f)
)");
  EXPECT_EQ(o.exitCode, 1);
  size_t first = o.err.find(":5:12: error: relu"), second = o.err.find(":6:12: error: softmax");
  EXPECT_NE(first, std::string::npos) << o.err;
  EXPECT_NE(second, std::string::npos) << o.err;
  EXPECT_LT(first, second);
  EXPECT_THAT(o.err, HasSubstr("2 errors generated."));
}

TEST_F(Frontend, F002_NothingExported) {
  expectError(begin, "F002", "no function is exported", 1, 1);
}

TEST_F(Frontend, F003_WrongSignature) {
  expectError(std::string(begin) + "constexpr int f(graph &) { return 1; }\nHAC_EXPORT(f)\n",
              "F003", "an exported function is: constexpr void f(hac::graph &)", 4, 1);
  expectError(std::string(begin) + "constexpr void f() {}\nHAC_EXPORT(f)\n", "F003",
              "constexpr void f(hac::graph &)", 4, 1);
}

TEST_F(Frontend, F004_NotConstant) {
  expectError(std::string(begin) + R"(int layers();
constexpr void f(graph &g) {
  auto x = g.input("x", f32, {2});
  for (int i = 0; i < layers(); i++)
    x = relu(x);
  g.output("y", x);
}
HAC_EXPORT(f)
)",
              "F004", "non-constexpr function 'layers' cannot be used", 6, 23);
  expectError(std::string(begin) + R"(constexpr int pick(const int *p) { return *p; }
constexpr void f(graph &g) {
  g.output("y", g.input("x", f32, {pick(nullptr)}));
}
HAC_EXPORT(f)
)",
              "F004", "dereferencing a null pointer is not allowed", 3, 43);
}

// `using namespace hac` brings in hac::sum and hac::score: clang alone writes a page about it.
TEST_F(Frontend, E004_NameOfHac) {
  for (const std::string name : {"sum", "score"}) {
    SCOPED_TRACE(name);
    expectError(std::string(begin) + "constexpr void " + name + R"((graph &g) {
  g.output("y", g.input("x", f32, {2}));
}
HAC_EXPORT()" + name + ")\n",
                "E004", "`" + name + "` is a name of hac too", 6, 1);
  }
}

TEST_F(Frontend, F005_M14_RecursionWithoutEnd) {
  expectError(std::string(begin) + R"(constexpr Tensor deeper(Tensor x) {
  return deeper(relu(x));
}
constexpr void f(graph &g) {
  g.output("y", deeper(g.input("x", f32, {2})));
}
HAC_EXPORT(f)
)",
              "F005", "exceeded maximum depth of 512 calls", 4, 10);
}

TEST_F(Frontend, F005_TooManySteps) {
  expectError(std::string(begin) + R"(constexpr void f(graph &g) {
  long n = 0;
  while (n >= 0)
    n ^= 1;
  g.output("y", g.input("x", f32, {2}));
}
HAC_EXPORT(f)
)",
              "F005", "maximum step limit", 6, 5);
}

TEST_F(Frontend, F007_HeadersNotFound) {
  options.resourceDir = folder.path;
  expectError(begin, "F007", "stddef.h does not exist", 0, 0);
  options.resourceDir = HAC_CLANG_RESOURCE_DIR;
  options.dslInclude = folder.path;
  expectError(begin, "F007", "dsl.h does not exist", 0, 0);
  // A C++ library without its headers, seen from the DSL.
  std::filesystem::create_directory(folder.file("hac"));
  folder.write("hac/dsl.h", "#include <header_of_a_library_that_is_not_there>\n");
  expectError("#include <hac/dsl.h>\n", "F007",
              "'header_of_a_library_that_is_not_there' file not found", 0, 0);
}

TEST_F(Frontend, X900_MalformedGraphOfOurOwn) {
  std::filesystem::create_directory(folder.file("hac"));
  folder.write("hac/dsl.h", "struct words { unsigned w[3]; };\n");
  options.dslInclude = folder.path;
  expectError("#include <hac/dsl.h>\n"
              "[[clang::annotate(\"hac.export\")]] static constexpr words g{{1, 2, 3}};\n",
              "X900", "a malformed graph (B002: ", 2, 58, 3);
  expectError("[[clang::annotate(\"hac.export\")]] static constexpr int g = 1;\n", "X900",
              "no array of words", 1, 56, 3);
}

TEST_F(Frontend, X900_CrashInsideClang) {
  folder.write("m.cpp", std::string(begin) + R"(
constexpr int work(int n) { return n < 2 ? n : work(n - 1) + work(n - 2); }
static_assert(work(30) > 0);
)");
  Outcome o = runForked([&] {
    std::thread([] { // sends what a bad access of the evaluator's thread would
      sleep(2);
      pid_t self = pid_t(syscall(SYS_gettid));
      for (const auto &entry : std::filesystem::directory_iterator("/proc/self/task")) {
        pid_t thread = pid_t(std::stoi(entry.path().filename()));
        if (thread != getpid() && thread != self)
          syscall(SYS_tgkill, getpid(), thread, SIGSEGV);
      }
    })
        .detach();
    return frontend::run(options).exitCode;
  });
  EXPECT_EQ(o.exitCode, 3) << o.err;
  EXPECT_THAT(o.err, HasSubstr("clang crashed while it read the model"));
  EXPECT_THAT(o.err, HasSubstr("[hac-X900]"));
}

TEST_F(Frontend, PragmaDebugIsIgnored) {
  for (const char *kind :
       {"crash", "parser_crash", "llvm_fatal_error", "assert", "overflow_stack"}) {
    Outcome o = read(std::string("#pragma clang __debug ") + kind + "\n" + begin +
                     "constexpr void f(graph &g) { g.output(\"y\", g.input(\"x\", f32, {2})); }\n"
                     "HAC_EXPORT(f)\n");
    EXPECT_EQ(o.exitCode, 0) << kind << o.signal << o.err;
  }
}

std::string functionsWith(const std::string &first, const std::string &second) {
  return std::string(begin) + "constexpr void a(graph &g) { " + first +
         " }\nconstexpr void b(graph &g) { " + second + " }\nHAC_EXPORT(a)\nHAC_EXPORT(b)\n";
}

TEST_F(Frontend, E008_FunctionsDisagreeOnAParameter) {
  auto use = [](const char *width) {
    return std::string("auto m = g.module(nn::Linear{4, ") + width +
           "}, \"fc\"); g.output(\"y\", m(g.input(\"x\", f32, {2, 4})));";
  };
  Outcome o = read(functionsWith(use("5"), use("6")));
  EXPECT_EQ(o.exitCode, 1);
  EXPECT_THAT(o.err, HasSubstr("m.cpp:4:"));
  EXPECT_THAT(o.err, HasSubstr("`fc.weight` is parameter f32[6, 4] in `b` and parameter f32[5, 4] "
                               "in `a` [hac-E008]"));
  EXPECT_EQ(read(functionsWith(use("5"), use("5"))).exitCode, 0);
}

TEST_F(Frontend, E009_FunctionsDisagreeOnASymbol) {
  auto use = [](const char *max) {
    return std::string("g.output(\"y\", g.input(\"x\", f32, {dyn(\"n\", {.max = ") + max + "})}));";
  };
  expectError(functionsWith(use("5"), use("6")), "E009",
              "symbol `n` is 1 to 6, multiple of 1 in `b` and 1 to 5, multiple of 1 in `a`", 6, 1);
  Outcome o = read(functionsWith(use("5"), use("6")));
  EXPECT_THAT(o.err, HasSubstr("note: `a` is exported here"));
  EXPECT_THAT(o.err, HasSubstr("note: declare it once, outside of the functions"));
}

TEST_F(Frontend, E025_M20_ExportedTwice) {
  expectError(std::string(begin) + "constexpr void f(graph &g) { g.output(\"y\", g.input(\"x\", "
                                   "f32, {2})); }\nHAC_EXPORT(f)\nHAC_EXPORT(f)\n",
              "E025", "`f` is exported twice", 5, 1);
}

TEST_F(Frontend, E026_M20_SeventeenFunctions) {
  auto functions = [](int count) {
    std::string model = begin;
    for (int i = 0; i < count; ++i) {
      std::string name = "fn" + std::to_string(i);
      model += "constexpr void " + name +
               "(graph &g) { g.output(\"y\", g.input(\"x\", f32, {2})); }\nHAC_EXPORT(" + name +
               ")\n";
    }
    return model;
  };
  EXPECT_EQ(read(functions(16)).exitCode, 0);
  expectError(functions(17), "E026", "`fn16` is exported function number 17, the limit is 16", 36,
              1);
}

TEST_F(Frontend, VerifyComparesWithTheComments) {
  options.verify = true;
  std::string wrong = std::string(begin) + R"(constexpr void f(graph &g) {
  g.output("y", relu(g.input("x", i32, {2}))); // COMMENT
}
HAC_EXPORT(f)
)";
  auto with = [&](const std::string &comment) {
    std::string text = wrong;
    text.replace(text.find("COMMENT"), 7, comment);
    return read(text);
  };
  Outcome none = with("none");
  EXPECT_EQ(none.exitCode, 1);
  EXPECT_THAT(none.err, HasSubstr("no expected directives found"));
  Outcome other = with("expected-error {{hac-E102}}");
  EXPECT_EQ(other.exitCode, 1);
  EXPECT_THAT(other.err, HasSubstr("'expected-error' diagnostics expected but not seen"));
  EXPECT_THAT(other.err, HasSubstr("'expected-error' diagnostics seen but not expected"));
  EXPECT_EQ(with("expected-error {{hac-E101}} expected-note 0+ {{}}").exitCode, 0);
}

} // namespace
} // namespace hac::test
