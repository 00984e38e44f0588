// iterate: a body applied `count` times.
#include "tests/reference/loop.h"

namespace hac::reference {

/// state = operands; repeat count times: state = body(state); results = state.
/// The body's nodes see every value computed before the loop.
void iterate(Evaluation &evaluation, const Node &node) {
  Call call{&node, {}, {}, &evaluation.graph, &evaluation.symbols};
  uint32_t number = static_cast<uint32_t>(call.attribute("body").number);
  const Graph::Region &body = evaluation.graph.regions.at(number);

  std::vector<Tensor> state;
  for (uint32_t operand : node.operands)
    state.push_back(evaluation.get(operand));

  for (int64_t turn = 0; turn < call.integer("count"); turn++) {
    for (uint32_t i = 0; i < body.arguments; i++) {
      const Node &argument = evaluation.graph.nodes.at(body.firstArgument + i);
      evaluation.give(argument.results.at(0), state.at(i), "argument of iterate");
    }
    for (uint32_t i = body.firstNode; i < body.endNode; i++) {
      const Node &inner = evaluation.graph.nodes.at(i);
      if (inner.region != number)
        continue; // a loop inside this one runs it
      evaluation.run(inner);
      if (inner.op != "yield")
        continue;
      std::vector<Tensor> next;
      for (uint32_t operand : inner.operands)
        next.push_back(evaluation.get(operand));
      state = std::move(next);
    }
  }
  for (size_t i = 0; i < node.results.size(); i++) {
    if (evaluation.observer)
      evaluation.observer(node, node.results[i], state.at(i));
    evaluation.give(node.results[i], state.at(i), "iterate");
  }
}

} // namespace hac::reference
