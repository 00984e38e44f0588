// Graph blobs for tests, written without the DSL: the second writer of the format beside
// dsl/graph/blob.h, so that a graph may also be one that the DSL would refuse.
//
//   BlobBuilder b("f");
//   auto batch = b.symbol("batch", 1, 64);
//   auto x = b.input("x", DType::f32, {batch, 5});
//   auto y = b.node("softmax", {x}, {{DType::f32, {batch, 5}}}, {{"axis", 1}})[0];
//   b.output("y", y);
//   Graph graph = readGraph(b.words());
#pragma once
#include "tests/reference/graph.h"

#include <map>

namespace hac::reference {

class BlobBuilder {
public:
  using Value = uint32_t;
  struct Type {
    DType dtype;
    std::vector<int64_t> dims; // sizes, or codes from `symbol` and `dim`
  };
  struct Attr {
    std::string key;
    Attribute::Kind kind;
    int64_t number = 0;
    double value = 0;
    std::string text;
    Attr(std::string key, int64_t number, Attribute::Kind kind = Attribute::integer)
        : key(std::move(key)), kind(kind), number(number) {}
    Attr(std::string key, int number) : Attr(std::move(key), int64_t(number)) {}
    Attr(std::string key, double value)
        : key(std::move(key)), kind(Attribute::real), value(value) {}
    Attr(std::string key, std::string text)
        : key(std::move(key)), kind(Attribute::text), text(std::move(text)) {}
  };

  explicit BlobBuilder(std::string name);

  /// Dim codes.
  int64_t symbol(const std::string &name, int64_t min = 1, int64_t max = 2147483647,
                 int64_t multiple = 1);
  /// constant + factor · (a dim that is one symbol)
  int64_t dim(int64_t symbolCode, int64_t factor, int64_t constant);

  Value input(const std::string &name, DType dtype, std::vector<int64_t> dims);
  Value parameter(const std::string &name, DType dtype, std::vector<int64_t> dims);
  void output(const std::string &name, Value value);
  /// `none` as an operand: an absent optional one.
  std::vector<Value> node(const std::string &op, std::vector<Value> operands,
                          std::vector<Type> results, const std::vector<Attr> &attributes = {});
  /// Offset for an attribute of kind tape.
  int64_t tape(const Tape &tape);

  /// Nodes made between the two belong to a loop body; beginBody returns its arguments.
  std::vector<Value> beginBody(const std::vector<Type> &arguments);
  int64_t endBody(const std::vector<Value> &results); // region number, for the attribute `body`

  std::vector<uint32_t> words() const;

private:
  uint32_t string(const std::string &text);
  uint32_t type(const Type &type);
  uint32_t scope(const std::string &path);

  struct Body {
    uint32_t number, firstNode, firstArgument, arguments;
  };
  std::string name;
  std::vector<std::string> strings;
  std::map<std::string, uint32_t> stringNumbers;
  std::map<std::vector<uint32_t>, uint32_t> typeNumbers;
  std::map<std::string, uint32_t> scopeNumbers;
  std::vector<uint32_t> dims, atoms, types, scopes, values, nodes, edges, attributes, parameters,
      ports, regions, tapes;
  uint32_t dimCount = 0;
  std::vector<Body> open; // bodies being built, innermost last
};

} // namespace hac::reference
