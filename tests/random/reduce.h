// A failing graph made smaller, as long as it fails in the same way.
#pragma once
#include "tests/random/trial.h"
#include "tests/reference/graph.h"

#include <functional>
#include <set>

namespace hac::random_graphs {

/// What of a graph is left.
struct Cut {
  bool unused = true;                       ///< nodes that no output needs are kept
  std::map<std::string, uint32_t> outputs;  ///< those that are kept, and the values they are now
  std::set<uint32_t> inputs;                ///< values that became inputs
  std::map<std::string, int64_t> symbols;   ///< symbols that became numbers
  std::map<int64_t, int64_t> sizes;         ///< numbers in shapes that became other numbers
};

/// Nothing cut yet.
Cut everything(const reference::Graph &graph);

/// The blob of what is left; without loops and states.
Words cutGraph(const reference::Graph &graph, const Cut &cut);

/// The smallest that `fails`: drops outputs, replaces values by inputs, symbols and sizes by small
/// numbers, until nothing of it can be done.
Words reduceGraph(const reference::Graph &graph, const std::function<bool(const Words &)> &fails);

/// A line for each node. Example: "%4 = softmax(%3) {axis 1} : f32[batch, 7]"
std::string printGraph(const reference::Graph &graph);

/// What is the same in failures that have one cause: "default: wrong", "naive: hac-X900".
std::string kindOfFailure(const std::string &text);

} // namespace hac::random_graphs
