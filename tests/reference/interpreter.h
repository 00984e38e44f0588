// The reference interpreter: a graph and its inputs in, every output in double with error bounds.
//
//   Graph graph = readGraphs("news.blob")[0];
//   Tensors outputs = evaluate(graph, {{"batch", 2}, {"seq", 9}}, inputs, weights);
//
// One function per op (elementwise.cpp, contraction.cpp, ...), nested loops over all indices, no
// fusion, no layout. Each op works out its result's shape by its own rule; the shape that the graph
// claims is compared with it.
#pragma once
#include "tests/reference/graph.h"

#include <functional>
#include <map>
#include <optional>

namespace hac::reference {

using Tensors = std::map<std::string, Tensor>;

/// What an op sees of its node.
class Call {
public:
  const Node *node;
  std::vector<const Tensor *> operands; // nullptr: an absent optional operand
  std::vector<Tensor> results;          // type and shape as the graph claims them, no elements
  const Graph *graph;
  const Graph::Symbols *symbols;

  const Tensor &operand(size_t number) const;
  const Tensor *optional(size_t number) const;
  DType resultType() const { return results.at(0).type; }

  bool has(const char *key) const;
  int64_t integer(const char *key) const; // also a dim, with the symbols' sizes put in
  double number(const char *key) const;   // an integer or a real
  const Attribute &attribute(const char *key) const;
  std::vector<int64_t> integers(const char *key) const; // every row of the key
  std::vector<double> numbers(const char *key) const;
  std::vector<const Tape *> tapes(const char *key) const; // nullptr: none
  [[noreturn]] void refuse(const std::string &why) const; // an Error that names the op and its line
};

using Op = std::function<std::vector<Tensor>(const Call &)>;
using OpTable = std::map<std::string, Op>;

// One per file, adding the ops of that file.
void addElementwiseOps(OpTable &);
void addCreationOps(OpTable &);
void addContractionOps(OpTable &);
void addConvOps(OpTable &);
void addPoolOps(OpTable &);
void addNormOps(OpTable &);
void addReduceOps(OpTable &);
void addShapeOps(OpTable &);
void addIndexOps(OpTable &);
void addAttentionOps(OpTable &);
void addUserOps(OpTable &);

/// Sees every node's results, in the order of evaluation, by the value's number in the graph. What
/// follows is computed from `result` as the observer leaves it: its type and shape must stay.
using Observer = std::function<void(const Node &, uint32_t value, Tensor &result)>;

/// Outputs by name; a state or buffer that is updated appears under its own name.
Tensors evaluate(const Graph &graph, const Graph::Symbols &symbols, const Tensors &inputs,
                 const Tensors &parameters, const Observer &observer = {});

/// "matmul at news.model.cpp:31 f32[2, 9]: up to 3.1, fail 2e-06, alert 4e-07, 0 undecided"
std::string summary(const Node &node, const Tensor &result);

} // namespace hac::reference
