// Values of a graph while it is evaluated, and the ops that need more than their operands.
#pragma once
#include "tests/reference/interpreter.h"

#include <memory>

namespace hac::reference {

class Evaluation {
public:
  Evaluation(const Graph &graph, const Graph::Symbols &symbols);

  const Graph &graph;
  const Graph::Symbols &symbols;
  Observer observer;

  /// Sets a value; its type and shape must be those of the graph. `name` is for the message.
  void give(uint32_t value, Tensor tensor, const std::string &name);
  /// The same for a tensor that outlives the evaluation: it is not copied.
  void lend(uint32_t value, const Tensor &tensor, const std::string &name);
  const Tensor &get(uint32_t value) const;
  /// Computes the results of one node from its operands.
  void run(const Node &node);
  /// True for a node of a loop body: it runs when its loop does.
  bool isInside(const Node &node) const { return node.region != none; }

private:
  void check(uint32_t value, const Tensor &tensor, const std::string &name) const;

  std::vector<std::shared_ptr<const Tensor>> values;
};

void iterate(Evaluation &evaluation, const Node &node);
void gradient(Evaluation &evaluation, const Node &node);

} // namespace hac::reference
