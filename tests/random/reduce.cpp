#include "tests/random/reduce.h"
#include "tests/reference/blob_builder.h"

#include <algorithm>

namespace hac::random_graphs {

using namespace reference;

namespace {

constexpr int64_t firstDimCode = -(int64_t(1) << 62);

bool isLeaf(const Node &node) { return node.op == "input" || node.op == "param"; }

const Node &makerOf(const Graph &graph, uint32_t value) {
  return *std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node &node) {
    return std::find(node.results.begin(), node.results.end(), value) != node.results.end();
  });
}

/// Copies what is left, node by node.
class Cutter {
public:
  Cutter(const Graph &graph, const Cut &cut) : graph(graph), cut(cut), b(graph.name) {}

  Words run() {
    markNeeded();
    for (const Node &node : graph.nodes)
      if (node.op != "yield" && std::any_of(node.results.begin(), node.results.end(),
                                            [&](uint32_t v) { return needed.count(v); }))
        copy(node);
    for (const auto &[name, value] : cut.outputs)
      b.output(name, values.at(value));
    return b.words();
  }

private:

  void markNeeded() {
    for (const Graph::Port &port : graph.ports)
      if (port.kind == Graph::Port::state || port.kind == Graph::Port::update)
        throw Error("a graph with states");
    for (const auto &[name, value] : cut.outputs)
      needed.insert(value);
    if (cut.unused)
      for (const Node &node : graph.nodes)
        for (uint32_t result : node.results)
          if (!isLeaf(node) && !cut.inputs.count(result))
            needed.insert(result);
    for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node)
      for (uint32_t result : node->results)
        if (needed.count(result) && !cut.inputs.count(result))
          for (uint32_t operand : node->operands)
            if (operand != none)
              needed.insert(operand);
  }

  int64_t size(int64_t number) const {
    auto found = cut.sizes.find(number);
    return found == cut.sizes.end() ? number : found->second;
  }

  int64_t code(int64_t old) {
    if (old > firstDimCode / 2)
      return size(old);
    const Graph::Dim &dim = graph.dims.at(old - firstDimCode);
    if (dim.terms.empty())
      return size(dim.constant);
    const Graph::Atom &atom = graph.atoms.at(dim.terms[0].first);
    if (dim.terms.size() > 1 || atom.kind != Graph::Atom::symbol)
      throw Error("a size with more than one symbol");
    int64_t factor = dim.terms[0].second;
    if (auto fixed = cut.symbols.find(atom.name); fixed != cut.symbols.end())
      return dim.constant + factor * fixed->second / atom.multiple;
    auto [symbol, isNew] = symbols.try_emplace(atom.name);
    if (isNew)
      symbol->second = b.symbol(atom.name, atom.min, atom.max, atom.multiple);
    if (factor == atom.multiple && dim.constant == 0)
      return symbol->second;
    return b.dim(symbol->second, factor / atom.multiple, dim.constant);
  }

  BlobBuilder::Type type(uint32_t value) {
    const Graph::Type &old = graph.types.at(graph.valueTypes.at(value));
    BlobBuilder::Type made{old.dtype, {}};
    for (int64_t dim : old.dims)
      made.dims.push_back(code(dim));
    return made;
  }

  void copy(const Node &node) {
    if (node.region != none)
      throw Error("a graph with loops");
    uint32_t first = node.results[0];
    if (isLeaf(node) || cut.inputs.count(first)) {
      for (uint32_t result : node.results)
        if (needed.count(result))
          values[result] = leaf(node, result);
      return;
    }
    std::vector<uint32_t> operands;
    for (uint32_t operand : node.operands)
      operands.push_back(operand == none ? none : values.at(operand));
    std::vector<BlobBuilder::Type> types;
    for (uint32_t result : node.results)
      types.push_back(type(result));
    std::vector<BlobBuilder::Attr> attributes;
    for (const Attribute &a : node.attributes) {
      BlobBuilder::Attr made(a.key, a.number, a.kind);
      made.value = a.value;
      made.text = a.string;
      if (a.kind == Attribute::tape && a.number >= 0)
        made.number = b.tape(graph.tapes.at(a.number));
      else if (a.kind == Attribute::dim)
        made.number = code(a.number);
      else if (a.kind == Attribute::region)
        throw Error("a graph with loops");
      attributes.push_back(made);
    }
    std::vector<uint32_t> made = b.node(node.op, operands, types, attributes);
    for (size_t i = 0; i < made.size(); i++)
      values[node.results[i]] = made[i];
  }

  uint32_t leaf(const Node &node, uint32_t value) {
    BlobBuilder::Type t = type(value);
    for (const Graph::Parameter &p : graph.parameters)
      if (p.value == value && node.op == "param")
        return b.parameter(p.name, t.dtype, t.dims);
    for (const Graph::Port &port : graph.ports)
      if (port.value == value && port.kind == Graph::Port::input)
        return b.input(port.name, t.dtype, t.dims);
    return b.input("v" + std::to_string(value), t.dtype, t.dims);
  }

  const Graph &graph;
  const Cut &cut;
  BlobBuilder b;
  std::set<uint32_t> needed;
  std::map<uint32_t, uint32_t> values;
  std::map<std::string, int64_t> symbols;
};

/// The numbers above 1 in shapes, largest first.
std::vector<int64_t> sizesOf(const Graph &graph) {
  std::set<int64_t, std::greater<>> sizes;
  for (const Graph::Type &type : graph.types)
    for (int64_t dim : type.dims)
      if (dim > 1)
        sizes.insert(dim);
  return {sizes.begin(), sizes.end()};
}

} // namespace

Cut everything(const Graph &graph) {
  Cut cut;
  for (const Graph::Port &port : graph.ports)
    if (port.kind == Graph::Port::output)
      cut.outputs[port.name] = port.value;
  return cut;
}

Words cutGraph(const Graph &graph, const Cut &cut) { return Cutter(graph, cut).run(); }

Words reduceGraph(const Graph &graph, const std::function<bool(const Words &)> &fails) {
  Cut best = everything(graph);
  Words smallest = cutGraph(graph, best);
  bool smaller = true;
  auto attempt = [&](const Cut &cut) {
    Words words = cutGraph(graph, cut);
    if (words == smallest || !fails(words))
      return;
    best = cut;
    smallest = words;
    smaller = true;
  };
  while (smaller) {
    smaller = false;
    if (best.unused) {
      Cut cut = best;
      cut.unused = false;
      if (cutGraph(graph, cut) == smallest)
        best = cut;
      else
        attempt(cut);
    }
    for (const auto &[name, value] : std::map(best.outputs)) {
      Cut cut = best;
      cut.outputs.erase(name);
      if (!cut.outputs.empty())
        attempt(cut);
    }
    // What the last node reads becomes the output.
    for (const auto &[name, value] : std::map(best.outputs))
      for (uint32_t operand : makerOf(graph, value).operands) {
        Cut cut = best;
        if (operand == none || isLeaf(makerOf(graph, operand)))
          continue;
        cut.outputs[name] = operand;
        attempt(cut);
      }
    // From the end: what the last nodes read becomes an input, and all before it goes.
    for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node)
      if (!isLeaf(*node) && node->op != "yield" && !best.inputs.count(node->results[0])) {
        Cut cut = best;
        cut.inputs.insert(node->results.begin(), node->results.end());
        attempt(cut);
      }
    for (const Graph::Atom *symbol : graph.symbols())
      for (int64_t size : {1, 2, 5})
        if (!best.symbols.count(symbol->name)) {
          Cut cut = best;
          cut.symbols[symbol->name] = size * symbol->multiple;
          attempt(cut);
        }
    for (int64_t size : sizesOf(graph))
      for (int64_t less : {int64_t(1), int64_t(2), size / 2})
        if (less < (best.sizes.count(size) ? best.sizes[size] : size)) {
          Cut cut = best;
          cut.sizes[size] = less;
          attempt(cut);
        }
  }
  return smallest;
}

std::string kindOfFailure(const std::string &text) {
  std::string mode = text.substr(0, text.find(':'));
  if (size_t at = text.find("[hac-"); at != std::string::npos)
    return mode + ": " + text.substr(at, text.find(']', at) - at);
  if (size_t at = text.find("status "); at != std::string::npos)
    return mode + ": " + text.substr(at, text.find(':', at) - at);
  for (const char *kind : {"hac ends with", "the linker says", "other bits", "a write outside"})
    if (text.find(kind) != std::string::npos)
      return mode + ": " + kind;
  return text.starts_with("default:") || text.starts_with("naive:") ? mode + ": wrong" : text;
}

} // namespace hac::random_graphs
