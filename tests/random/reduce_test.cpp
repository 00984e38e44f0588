// The reducer, on graphs that "fail" for a reason that is known, and the generator it is for.
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
                               "  %2 = exp(%1) : f32[1, 1]\n"
                               "  output \"a\" = %2\n");
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

TEST(Reduce, KindsOfFailures) {
  EXPECT_EQ(kindOfFailure("default: y0: [1] is 3 (2 of 9)"), kindOfFailure("default: y1: [4] is 5 (1 of 3)"));
  EXPECT_NE(kindOfFailure("default: y0: [1] is 3"), kindOfFailure("naive: y0: [1] is 3"));
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
