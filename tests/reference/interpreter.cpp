#include "tests/reference/interpreter.h"
#include "tests/reference/loop.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hac::reference {

const Tensor &Call::operand(size_t number) const {
  if (number >= operands.size() || !operands[number])
    refuse("operand " + std::to_string(number) + " is missing");
  return *operands[number];
}

const Tensor *Call::optional(size_t number) const {
  return number < operands.size() ? operands[number] : nullptr;
}

void Call::refuse(const std::string &why) const {
  throw Error(node->op + " (" + node->file + ":" + std::to_string(node->line) + "): " + why);
}

bool Call::has(const char *key) const {
  for (const Attribute &attribute : node->attributes)
    if (attribute.key == key)
      return true;
  return false;
}

const Attribute &Call::attribute(const char *key) const {
  for (const Attribute &attribute : node->attributes)
    if (attribute.key == key)
      return attribute;
  refuse(std::string("no attribute ") + key);
}

static int64_t wholeOf(const Call &call, const Attribute &attribute) {
  if (attribute.kind == Attribute::dim)
    return call.graph->sizeOf(attribute.number, *call.symbols);
  if (attribute.kind != Attribute::integer)
    call.refuse("attribute " + attribute.key + " is no integer");
  return attribute.number;
}

static double numberOf(const Call &call, const Attribute &attribute) {
  return attribute.kind == Attribute::real ? attribute.value
                                           : static_cast<double>(wholeOf(call, attribute));
}

int64_t Call::integer(const char *key) const { return wholeOf(*this, attribute(key)); }
double Call::number(const char *key) const { return numberOf(*this, attribute(key)); }

std::vector<int64_t> Call::integers(const char *key) const {
  std::vector<int64_t> result;
  for (const Attribute &attribute : node->attributes)
    if (attribute.key == key)
      result.push_back(wholeOf(*this, attribute));
  return result;
}

std::vector<double> Call::numbers(const char *key) const {
  std::vector<double> result;
  for (const Attribute &attribute : node->attributes)
    if (attribute.key == key)
      result.push_back(numberOf(*this, attribute));
  return result;
}

std::vector<const Tape *> Call::tapes(const char *key) const {
  std::vector<const Tape *> result;
  for (const Attribute &attribute : node->attributes)
    if (attribute.key == key)
      result.push_back(attribute.number < 0 ? nullptr : &graph->tapes.at(attribute.number));
  return result;
}

namespace {

const OpTable &opTable() {
  static const OpTable table = [] {
    OpTable ops;
    addElementwiseOps(ops);
    addCreationOps(ops);
    addContractionOps(ops);
    addConvOps(ops);
    addPoolOps(ops);
    addNormOps(ops);
    addReduceOps(ops);
    addShapeOps(ops);
    addIndexOps(ops);
    addAttentionOps(ops);
    addUserOps(ops);
    return ops;
  }();
  return table;
}

bool isLeaf(const std::string &op) {
  return op == "input" || op == "state" || op == "param" || op == "buffer" || op == "arg" ||
         op == "yield";
}

/// f64 if any tensor of the node is, else f32.
const Format &formatOfNode(const Call &call) {
  DType widest = DType::f32;
  for (const Tensor *operand : call.operands)
    if (operand && operand->type == DType::f64)
      widest = DType::f64;
  if (call.operands.empty() && !call.results.empty() && call.results[0].type == DType::f64)
    widest = DType::f64;
  return computeFormat(widest);
}

} // namespace

Evaluation::Evaluation(const Graph &graph, const Graph::Symbols &symbols)
    : graph(graph), symbols(symbols), values(graph.valueTypes.size()) {}

void Evaluation::check(uint32_t value, const Tensor &tensor, const std::string &name) const {
  Shape expected = graph.shapeOf(value, symbols);
  if (tensor.type != graph.dtypeOf(value) || tensor.shape != expected)
    throw Error(name + ": expected " + nameOf(graph.dtypeOf(value)) + toString(expected) +
                ", got " + nameOf(tensor.type) + toString(tensor.shape));
}

void Evaluation::give(uint32_t value, Tensor tensor, const std::string &name) {
  check(value, tensor, name);
  values[value] = std::make_shared<const Tensor>(std::move(tensor));
}

void Evaluation::lend(uint32_t value, const Tensor &tensor, const std::string &name) {
  check(value, tensor, name);
  values[value] = std::shared_ptr<const Tensor>(&tensor, [](const Tensor *) {});
}

const Tensor &Evaluation::get(uint32_t value) const {
  if (!values.at(value))
    throw Error("value " + std::to_string(value) + " is used before it is computed");
  return *values[value];
}

void Evaluation::run(const Node &node) {
  if (isLeaf(node.op))
    return;
  if (node.op == "iterate")
    return iterate(*this, node);
  if (node.op == "grad")
    return gradient(*this, node);
  Call call{&node, {}, {}, &graph, &symbols};
  for (uint32_t operand : node.operands)
    call.operands.push_back(operand == none ? nullptr : &get(operand));
  for (uint32_t result : node.results) {
    Tensor claimed;
    claimed.type = graph.dtypeOf(result);
    claimed.shape = graph.shapeOf(result, symbols);
    call.results.push_back(std::move(claimed));
  }
  auto op = opTable().find(node.op);
  if (op == opTable().end())
    call.refuse("the reference does not know this op");

  ComputeIn scope(formatOfNode(call));
  std::vector<Tensor> results = op->second(call);
  if (results.size() != node.results.size())
    call.refuse("another number of results");
  for (size_t i = 0; i < results.size(); i++) {
    if (observer)
      observer(node, node.results[i], results[i]);
    give(node.results[i], std::move(results[i]), node.op + " at line " + std::to_string(node.line));
  }
}

std::string summary(const Node &node, const Tensor &result) {
  double largest = 0, fail = 0, alert = 0;
  int64_t undecided = 0;
  for (const Real &real : result.reals) {
    undecided += real.undecided;
    if (real.undecided || !std::isfinite(real.value))
      continue;
    largest = std::max(largest, std::fabs(real.value));
    fail = std::max(fail, real.fail);
    alert = std::max(alert, real.alert);
  }
  for (const Whole &whole : result.wholes)
    undecided += whole.undecided;
  char text[160];
  std::snprintf(text, sizeof text, ": up to %.3g, fail %.3g, alert %.3g, %lld undecided", largest,
                fail, alert, static_cast<long long>(undecided));
  return node.op + " at " + node.file + ":" + std::to_string(node.line) + " " +
         nameOf(result.type) + toString(result.shape) + text;
}

Tensors evaluate(const Graph &graph, const Graph::Symbols &symbols, const Tensors &inputs,
                 const Tensors &parameters, const Observer &observer) {
  Evaluation evaluation(graph, symbols);
  evaluation.observer = observer;
  auto lendByName = [&](const Tensors &from, const std::string &name, uint32_t value) {
    auto found = from.find(name);
    if (found == from.end())
      throw Error("no tensor for " + name);
    evaluation.lend(value, found->second, name);
  };
  for (const Graph::Port &port : graph.ports)
    if (port.kind == Graph::Port::input || port.kind == Graph::Port::state)
      lendByName(inputs, port.name, port.value);
  for (const Graph::Parameter &parameter : graph.parameters)
    lendByName(parameters, parameter.name, parameter.value);

  for (const Node &node : graph.nodes)
    if (!evaluation.isInside(node))
      evaluation.run(node);

  Tensors outputs;
  for (const Graph::Port &port : graph.ports) {
    if (port.kind == Graph::Port::output)
      outputs[port.name] = evaluation.get(port.value);
    if (port.kind != Graph::Port::update)
      continue;
    for (const Graph::Port &state : graph.ports)
      if (state.kind == Graph::Port::state && state.value == port.target)
        outputs[state.name] = evaluation.get(port.value);
    for (const Graph::Parameter &buffer : graph.parameters)
      if (buffer.value == port.target)
        outputs[buffer.name] = evaluation.get(port.value);
  }
  return outputs;
}

} // namespace hac::reference
