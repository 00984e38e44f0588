// grad: by central differences of the forward evaluation, in double.
#include "tests/reference/loop.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace hac::reference {

namespace {

// Step, and the error that a compiled gradient may have.
constexpr double epsilon = 1e-6, absolute = 1e-5, relative = 1e-3;

/// What a node reads: its operands, and for a loop what its body reads.
std::vector<uint32_t> readBy(const Graph &graph, const Node &node) {
  std::vector<uint32_t> values = node.operands;
  for (const Attribute &attribute : node.attributes)
    if (attribute.kind == Attribute::region) {
      const Graph::Region &body = graph.regions.at(attribute.number);
      for (uint32_t i = body.firstNode; i < body.endNode; i++)
        values.insert(values.end(), graph.nodes.at(i).operands.begin(), graph.nodes.at(i).operands.end());
    }
  return values;
}

/// The nodes outside of bodies through which a change of `value` reaches `loss`, in order. Nothing
/// passes stop_gradient; what makes `value` itself does not run again.
std::vector<const Node *> between(const Graph &graph, uint32_t value, uint32_t loss) {
  auto makes = [](const Node &node, uint32_t wanted) {
    return std::find(node.results.begin(), node.results.end(), wanted) != node.results.end();
  };
  std::set<uint32_t> changed = {value}, needed = {loss};
  std::vector<const Node *> nodes, path;
  for (const Node &node : graph.nodes) {
    std::vector<uint32_t> reads = readBy(graph, node);
    bool moves = std::any_of(reads.begin(), reads.end(), [&](uint32_t v) { return changed.count(v); });
    if (!moves || node.region != none || node.op == "stop_gradient" || makes(node, value))
      continue;
    nodes.push_back(&node);
    changed.insert(node.results.begin(), node.results.end());
  }
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    bool leads = std::any_of((*node)->results.begin(), (*node)->results.end(),
                             [&](uint32_t v) { return needed.count(v); });
    if (!leads)
      continue;
    path.insert(path.begin(), *node);
    for (uint32_t read : readBy(graph, **node))
      needed.insert(read);
  }
  return path;
}

/// The loss with one element of `value` moved by `step`.
double lossAt(const Evaluation &base, const std::vector<const Node *> &nodes, uint32_t loss, uint32_t value,
              size_t element, double step) {
  Evaluation moved = base;
  moved.observer = {};
  Tensor tensor = base.get(value);
  tensor.reals[element] = exact(tensor.reals[element].value + step);
  moved.give(value, std::move(tensor), "a moved tensor");
  for (const Node *node : nodes)
    moved.run(*node);
  return moved.get(loss).reals.at(0).value;
}

} // namespace

/// operands: loss, xs..; results: d loss / d x for each x. A kink shows as slopes that differ to both
/// sides: there the derivative is a convention, which differences do not know.
void gradient(Evaluation &evaluation, const Node &node) {
  uint32_t loss = node.operands.at(0);
  double here = evaluation.get(loss).reals.at(0).value;
  for (size_t i = 0; i < node.results.size(); i++) {
    uint32_t value = node.operands.at(i + 1);
    const Tensor &x = evaluation.get(value);
    std::vector<const Node *> nodes = between(evaluation.graph, value, loss);
    Tensor result(x.type, x.shape);
    for (size_t element = 0; element < x.reals.size(); element++) {
      double above = lossAt(evaluation, nodes, loss, value, element, epsilon);
      double below = lossAt(evaluation, nodes, loss, value, element, -epsilon);
      double slope = (above - below) / (2 * epsilon);
      double jump = std::fabs((above - here) - (here - below)) / epsilon;
      double bound = absolute + relative * std::fabs(slope);
      result.reals[element] = {slope, bound, bound, !(jump <= 10 * bound)};
    }
    if (evaluation.observer)
      evaluation.observer(node, node.results[i], result);
    evaluation.give(node.results[i], std::move(result), "grad");
  }
}

} // namespace hac::reference
