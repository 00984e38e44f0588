// Graphs as text, for those who look for the cause of a failure.
#include "tests/random/reduce.h"

namespace hac::random_graphs {

using namespace reference;

namespace {

constexpr int64_t firstDimCode = -(int64_t(1) << 62);
constexpr const char *typeNames[] = {"none", "f32", "f64", "bf16", "f16", "i8", "u8", "i32", "i64", "bool"};

std::string atomText(const Graph &graph, uint32_t number);

/// "2·seq+3"
std::string dimText(const Graph &graph, int64_t code) {
  if (code > firstDimCode / 2)
    return std::to_string(code);
  const Graph::Dim &dim = graph.dims.at(code - firstDimCode);
  std::string text;
  for (auto [atom, factor] : dim.terms)
    text += (text.empty() ? "" : "+") + (factor == 1 ? "" : std::to_string(factor) + "·") + atomText(graph, atom);
  if (dim.constant || text.empty())
    text += (text.empty() || dim.constant < 0 ? "" : "+") + std::to_string(dim.constant);
  return text;
}

std::string atomText(const Graph &graph, uint32_t number) {
  const Graph::Atom &atom = graph.atoms.at(number);
  if (atom.kind == Graph::Atom::product)
    return atomText(graph, atom.left) + "·" + atomText(graph, atom.right);
  if (atom.kind == Graph::Atom::quotient)
    return "(" + dimText(graph, atom.dividend) + ")/" + std::to_string(atom.divisor);
  return atom.multiple == 1 ? atom.name : "(" + atom.name + "/" + std::to_string(atom.multiple) + ")";
}

std::string typeText(const Graph &graph, uint32_t value) {
  const Graph::Type &type = graph.types.at(graph.valueTypes.at(value));
  std::string text = std::string(typeNames[static_cast<int>(type.dtype)]) + "[";
  for (size_t i = 0; i < type.dims.size(); i++)
    text += (i ? ", " : "") + dimText(graph, type.dims[i]);
  return text + "]";
}

std::string attributeText(const Graph &graph, const Attribute &a) {
  switch (a.kind) {
  case Attribute::real:
    return a.key + " " + std::to_string(a.value);
  case Attribute::text:
    return a.key + " " + a.string;
  case Attribute::dim:
    return a.key + " " + dimText(graph, a.number);
  case Attribute::tape:
    return a.key + (a.number < 0 ? " none" : " lambda " + std::to_string(a.number));
  default:
    return a.key + " " + std::to_string(a.number);
  }
}

std::string list(const std::vector<uint32_t> &values) {
  std::string text;
  for (uint32_t value : values)
    text += (text.empty() ? "%" : ", %") + (value == none ? std::string("none") : std::to_string(value));
  return text;
}

} // namespace

std::string printGraph(const Graph &graph) {
  std::map<uint32_t, std::string> names;
  for (const Graph::Parameter &p : graph.parameters)
    names[p.value] = p.name;
  for (const Graph::Port &port : graph.ports)
    if (port.kind == Graph::Port::input)
      names[port.value] = port.name;
  std::string text = graph.name + ":\n";
  for (const Node &node : graph.nodes) {
    text += "  " + list(node.results) + " = " + node.op;
    if (!node.results.empty() && names.count(node.results[0]))
      text += " \"" + names[node.results[0]] + "\"";
    else
      text += "(" + list(node.operands) + ")";
    for (size_t i = 0; i < node.attributes.size(); i++)
      text += (i ? ", " : " {") + attributeText(graph, node.attributes[i]);
    text += node.attributes.empty() ? " :" : "} :";
    for (uint32_t result : node.results)
      text += " " + typeText(graph, result);
    text += "\n";
  }
  for (const Graph::Port &port : graph.ports)
    if (port.kind == Graph::Port::output)
      text += "  output \"" + port.name + "\" = %" + std::to_string(port.value) + "\n";
  return text;
}

} // namespace hac::random_graphs
