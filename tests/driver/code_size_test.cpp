// How much machine code a model becomes: what is written out in full, and what stays a loop.
#include "tests/driver/Process.h"

#include <gtest/gtest.h>

namespace hac::test {
namespace {

class CodeSize : public testing::Test {
protected:
  TemporaryFolder folder;

  /// Assembly of a linear of 384 x 1536 on any number of rows; `finish` is applied to its result y.
  std::string assembly(const std::string &finish) {
    folder.write("m.model.cpp", "#include <hac/dsl.h>\nusing namespace hac;\nconstexpr void f(graph &g) {\n"
                                "  auto y = g.module(nn::Linear{384, 1536})(g.input(\"x\", f32, {dyn(\"n\"), 384}));\n"
                                "  g.output(\"y\", " + finish + ");\n}\nHAC_EXPORT(f)\n");
    Call call;
    call.args = {"m.model.cpp", "--target=x86-64-v4", "--emit=asm", "-o", "m.s"};
    call.folder = folder.path;
    Outcome o = runProgram(HAC, call);
    EXPECT_EQ(o.exitCode, 0) << o.err;
    return folder.read("m.s");
  }

  static int count(const std::string &text, const std::string &word) {
    int found = 0;
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1))
      found++;
    return found;
  }
};

// Tiles of 8, 4, 2 and 1 rows of 3 vectors: each k loop once, one step of k in it.
TEST_F(CodeSize, AKLoopIsNotUnrolled) { EXPECT_EQ(count(assembly("y"), "\tvfmadd"), 45); }

// gelu has 10 to 20 FMA for each vector: in loops over rows there are 12 vectors, written out 45.
TEST_F(CodeSize, ALongEpilogueIsALoop) {
  int fma = count(assembly("gelu(y)"), "\tvfmadd") - 45;
  EXPECT_GE(fma, 12 * 8);
  EXPECT_LE(fma, 12 * 25);
}

} // namespace
} // namespace hac::test
