// The graph blob as the reference reads it: written from the text of the format, sharing only the
// opcode numbers (dsl/graph/ops.def) with the compiler. Trusting but bounds-checked: what is out of
// place is an Error.
#pragma once
#include "tests/reference/tensor.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace hac::reference {

inline constexpr uint32_t none = 0xffffffff;

/// One operation of a traced lambda. Operation i writes register i.
enum class TapeOp : uint8_t {
  variable,
  integerConstant,
  realConstant,
  add,
  sub,
  mul,
  div,
  mod,
  neg,
  lt,
  le,
  gt,
  ge,
  eq,
  ne,
  logicalAnd,
  logicalOr,
  logicalNot,
  select,
  exp,
  exp2,
  log,
  tanh,
  erf,
  sigmoid,
  sqrt,
  rsqrt,
  sin,
  cos,
  abs,
  floor,
  max,
  min,
  pow,
  load,
};
enum class TapeKind : uint8_t { integer, real, boolean };

struct Tape {
  struct Step {
    TapeOp op;
    TapeKind kind;
    uint8_t registers[4];
    uint8_t count; // load: number of indices
    int64_t constant;
  };
  std::vector<Step> steps;
  int variables = 0, reads = 0, result = 0, firstRead = 0;
  TapeKind kind = TapeKind::integer;
};

struct Attribute {
  enum Kind { integer, real, text, tape, dim, region };
  std::string key;
  Kind kind;
  int64_t number = 0; // integer, dim code, tape (index in Graph::tapes, -1: none), region
  double value = 0;   // real
  std::string string; // text
};

struct Node {
  std::string op; // "conv1d"
  uint32_t region;
  std::vector<uint32_t> operands; // values; none: an absent optional operand
  std::vector<uint32_t> results;
  std::vector<Attribute> attributes;
  std::string file;
  uint32_t line;
};

struct Graph {
  struct Dim {
    int64_t constant;
    std::vector<std::pair<uint32_t, int64_t>> terms; // atom, factor
  };
  struct Atom {
    enum Kind { symbol, quotient, product } kind;
    std::string name;
    int64_t min, max, multiple, dividend, divisor;
    uint32_t left, right;
  };
  struct Type {
    DType dtype;
    std::vector<int64_t> dims; // dim codes
  };
  struct Region {
    uint32_t firstNode, endNode, firstArgument, arguments;
  };
  struct Parameter {
    std::string name; // "blocks.1.fc2.weight"
    uint32_t value;
    bool buffer;
  };
  struct Port {
    enum Kind { input, output, state, update } kind;
    std::string name;
    uint32_t target = none; // update: the state or buffer that is written
    uint32_t value;
  };

  std::string name;
  bool training = false; // it calls grad
  std::vector<Dim> dims;
  std::vector<Atom> atoms;
  std::vector<Type> types;
  std::vector<uint32_t> valueTypes; // type of each value
  std::vector<Node> nodes;
  std::vector<Region> regions;
  std::vector<Parameter> parameters;
  std::vector<Port> ports;
  std::vector<Tape> tapes;

  /// Sizes of the symbols by name. Example: {{"batch", 3}, {"seq", 17}}
  using Symbols = std::map<std::string, int64_t>;
  int64_t sizeOf(int64_t dimCode, const Symbols &symbols) const;
  Shape shapeOf(uint32_t value, const Symbols &symbols) const;
  DType dtypeOf(uint32_t value) const { return types.at(valueTypes.at(value)).dtype; }
  std::vector<const Atom *> symbols() const;
};

/// Throws Error for a blob that is damaged or that carries diagnostics.
Graph readGraph(std::span<const uint32_t> words);
/// Every graph of a file that `hac --emit=blob` wrote: the blobs of all exported functions, one
/// after the other.
std::vector<Graph> readGraphs(const std::string &path);

} // namespace hac::reference
