// M21: models of 16,000 nodes compile, in a time that grows as they do.
#include "tests/driver/Process.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace hac::test {
namespace {

class LargeModel : public testing::Test {
protected:
  TemporaryFolder folder;

  /// CPU seconds to compile a model whose body is the statement, `nodes` times.
  double seconds(const std::string &statement, int nodes) {
    folder.write("m.cpp", "#include <hac/dsl.h>\nusing namespace hac;\nconstexpr void f(graph &g) {\n"
                          "  auto x = g.input(\"x\", f32, {2});\n  auto y = relu(x), z = y;\n"
                          "  for (int i = 0; i < " + std::to_string(nodes) + "; i++) " + statement +
                          "\n  g.output(\"y\", y);\n}\nHAC_EXPORT(f)\n");
    Call call;
    call.args = {"m.cpp", "-o", "m.o"};
    call.folder = folder.path;
    call.secondsAtMost = 1200; // a slow machine with much else to do
    double before = usedByChildren();
    Outcome o = runProgram(HAC, call);
    EXPECT_EQ(o.exitCode, 0) << o.signal << " " << o.err;
    return usedByChildren() - before;
  }

  /// Four times the nodes take about four times as long; were it quadratic, 16 times.
  void growsAsItsNodes(const std::string &statement) {
    double quarter = seconds(statement, 3990), whole = seconds(statement, 15990);
    EXPECT_LT(whole, 8 * quarter) << quarter << " s and " << whole << " s";
  }

private:
  static double usedByChildren() {
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    return double(used.ru_utime.tv_sec) + double(used.ru_utime.tv_usec) * 1e-6;
  }
};

TEST_F(LargeModel, M21_AChain) { growsAsItsNodes("y = relu(y);"); }
TEST_F(LargeModel, M21_OneValueUsedByAll) { growsAsItsNodes("y = y + z;"); }

} // namespace
} // namespace hac::test
