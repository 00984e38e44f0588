// The reducer, on graphs that "fail" for a reason that is known and on a compiler with a planted
// fault; and the generator it is for.
#include "tests/driver/Process.h"
#include "tests/random/generator.h"
#include "tests/random/reduce.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace hac::random_graphs {
namespace {

using namespace reference;

int64_t count(const Graph &graph, const std::string &op) {
  return std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node &n) { return n.op == op; });
}

Words chain() {
  BlobBuilder b("g");
  DType f32 = DType::f32;
  int64_t batch = b.symbol("batch", 1, 64);
  auto x = b.input("x", f32, {batch, 12});
  auto y = b.node("relu", {x}, {{f32, {batch, 12}}})[0];
  auto z = b.node("softmax", {y}, {{f32, {batch, 12}}}, {{"axis", 1}})[0];
  b.output("a", b.node("exp", {z}, {{f32, {batch, 12}}})[0]);
  b.output("b", b.node("neg", {y}, {{f32, {batch, 12}}})[0]);
  return b.words();
}

TEST(Reduce, LeavesTheCulpritAlone) {
  auto fails = [](const Words &words) { return count(readGraph(words), "softmax") > 0; };
  Graph small = readGraph(reduceGraph(readGraph(chain()), fails));
  EXPECT_EQ(printGraph(small), "g:\n"
                               "  %0 = input \"v1\" : f32[1, 1]\n"
                               "  %1 = softmax(%0) {axis 1} : f32[1, 1]\n"
                               "  output \"a\" = %1\n");
}

TEST(Reduce, KeepsWhatTheFailureNeeds) {
  auto fails = [](const Words &words) {
    Graph graph = readGraph(words);
    return graph.symbols().size() == 1 && count(graph, "relu") == 1 && count(graph, "neg") == 1;
  };
  Graph small = readGraph(reduceGraph(readGraph(chain()), fails));
  EXPECT_EQ(printGraph(small), "g:\n"
                               "  %0 = input \"x\" : f32[batch, 1]\n"
                               "  %1 = relu(%0) : f32[batch, 1]\n"
                               "  %2 = neg(%1) : f32[batch, 1]\n"
                               "  output \"b\" = %2\n");
}

/// Both programs, with a compiler that takes tanh for sigmoid.
test::Outcome runWithFault(const std::string &program, std::vector<std::string> args) {
  test::Call call;
  call.args = {"--hac=" HAC_WITH_A_FAULT, "--runtime=" HAC_RUNTIME, "--linker=" HAC_LINKER};
  call.args.insert(call.args.end(), args.begin(), args.end());
  call.secondsAtMost = 900;
  return test::runProgram(program, call);
}

TEST(Reduce, FindsAPlantedFault) {
  BlobBuilder b("g");
  DType f32 = DType::f32;
  int64_t batch = b.symbol("batch", 1, 64);
  auto x = b.input("x", f32, {batch, 12});
  auto y = b.node("relu", {x}, {{f32, {batch, 12}}})[0];
  auto z = b.node("tanh", {y}, {{f32, {batch, 12}}})[0];
  b.output("a", b.node("softmax", {z}, {{f32, {batch, 12}}}, {{"axis", 1}})[0]);
  b.output("b", b.node("neg", {y}, {{f32, {batch, 12}}})[0]);
  test::TemporaryFolder folder;
  writeBlobs(folder.file("g.blob"), {b.words()});
  test::Outcome reduced = runWithFault(HAC_REDUCE, {folder.file("g.blob"), "-o", folder.file("small.blob")});
  EXPECT_EQ(reduced.exitCode, 0) << reduced.err;
  std::string graph = "g:\n"
                      "  %0 = input \"v1\" : f32[1, 1]\n"
                      "  %1 = tanh(%0) : f32[1, 1]\n"
                      "  output \"a\" = %1\n";
  EXPECT_EQ(reduced.out.substr(0, graph.size()), graph);
  EXPECT_EQ(printGraph(readGraphs(folder.file("small.blob")).at(0)), graph);
}

TEST(Reduce, KindsOfFailures) {
  EXPECT_EQ(kindOfFailure("default: y0: [1] is 3 (2 of 9)"), kindOfFailure("default: y1: [4] is 5 (1 of 3)"));
  EXPECT_NE(kindOfFailure("default: y0: [1] is 3"), kindOfFailure("naive: y0: [1] is 3"));
  EXPECT_EQ(kindOfFailure("bounds: status X901: g7: a fault of hac: ..."), "bounds: status X901");
  EXPECT_EQ(kindOfFailure("naive: hac ends with 3: hac: error: ... [hac-X900]"), "naive: [hac-X900");
}

TEST(Generator, OneSeedIsOneGraph) {
  EXPECT_EQ(randomGraph(7), randomGraph(7));
  EXPECT_NE(randomGraph(7), randomGraph(8));
}

/// Over 2000 graphs every op of the generator appears, and a copy by the reducer is the graph again.
TEST(Generator, UsesEveryFamily) {
  std::set<std::string> ops;
  for (uint64_t seed = 0; seed < 2000; seed++) {
    Graph graph = readGraph(randomGraph(seed));
    Graph copy = readGraph(cutGraph(graph, everything(graph)));
    int64_t outputs = 0;
    for (const Graph::Port &port : copy.ports)
      outputs += port.kind == Graph::Port::output;
    EXPECT_GT(outputs, 0) << seed;
    EXPECT_LE(copy.nodes.size(), graph.nodes.size()) << seed;
    for (const Node &node : graph.nodes)
      ops.insert(node.op);
  }
  for (const char *op : {"add", "where", "map", "cast", "linear", "matmul", "conv1d", "conv2d", "max_pool2d",
                         "adaptive_avg_pool1d", "layer_norm", "batch_norm", "softmax", "sum", "argmax", "reduce",
                         "concat", "split", "slice", "permute", "pad", "gather", "embedding", "rope", "attention"})
    EXPECT_TRUE(ops.count(op)) << op;
}

} // namespace
} // namespace hac::random_graphs
