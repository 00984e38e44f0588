// Reads the graph blob: u32 words; 8 header words, 18 section rows {tag, offset, rows, words per
// row}, then the sections.
#include "tests/reference/graph.h"

#include <bit>
#include <cstring>
#include <fstream>

namespace hac::reference {

namespace {

constexpr int64_t symbolBase = -(int64_t(1) << 62);

/// Opcode -> name, from the list that the reference shares with everyone.
const std::map<uint32_t, std::string> &opNames() {
  static const std::map<uint32_t, std::string> names = {
#define HAC_OP(number, name, operands, results, attributes) {number, #name},
#include "dsl/graph/ops.def"
  };
  return names;
}

void require(bool condition, const char *what) {
  if (!condition)
    throw Error(std::string("blob: ") + what);
}

class Reader {
public:
  explicit Reader(std::span<const uint32_t> words) : words(words) {}
  Graph read();

private:
  struct Section {
    uint32_t offset, rows, width;
  };

  uint32_t word(uint64_t at) const {
    require(at < words.size(), "a word past the end");
    return words[at];
  }
  int64_t wide(uint64_t at) const {
    return static_cast<int64_t>(word(at) | static_cast<uint64_t>(word(at + 1)) << 32);
  }
  const Section &section(const char *tag) const {
    auto found = sections.find(tag);
    require(found != sections.end(), "a section is missing");
    return found->second;
  }
  uint32_t rows(const char *tag) const { return section(tag).rows; }
  uint32_t row(const char *tag, uint32_t number) const {
    require(number < rows(tag), "a row past the end of its section");
    return section(tag).offset + number * section(tag).width;
  }
  std::string string(uint32_t number) const;
  std::string scopePath(uint32_t scope) const;
  Tape tape(uint32_t word64) const;

  void readSections();
  void readDims(Graph &graph) const;
  void readTypes(Graph &graph) const;
  void readNodes(Graph &graph) const;
  Attribute readAttribute(uint32_t number, Graph &graph) const;
  void readLeaves(Graph &graph) const;

  std::span<const uint32_t> words;
  std::map<std::string, Section> sections;
};

void Reader::readSections() {
  require(words.size() >= 8 && words[0] == 0x47434148, "this is no graph blob");
  require(words[1] == 1, "a version other than 1");
  require(words[2] == words.size(), "the length disagrees");
  for (uint32_t i = 0; i < words[3]; i++) {
    uint32_t at = 8 + 4 * i;
    char tag[5] = {};
    uint32_t letters = word(at);
    std::memcpy(tag, &letters, 4);
    Section s{word(at + 1), word(at + 2), word(at + 3)};
    require(uint64_t(s.offset) + uint64_t(s.rows) * s.width <= words.size(), "a section too long");
    sections[tag] = s;
  }
}

std::string Reader::string(uint32_t number) const {
  if (number == none)
    return "";
  uint32_t at = row("STRT", number), offset = word(at), bytes = word(at + 1);
  const Section &text = section("STRC");
  require(uint64_t(offset) + bytes <= uint64_t(text.rows) * 4, "a string past the end");
  std::string result(bytes, '\0');
  for (uint32_t i = 0; i < bytes; i++)
    result[i] = static_cast<char>(word(text.offset + (offset + i) / 4) >> (offset + i) % 4 * 8);
  return result;
}

std::string Reader::scopePath(uint32_t scope) const {
  std::string path;
  for (uint32_t depth = 0; scope != none; depth++) {
    require(depth <= rows("SCOP"), "scopes in a circle");
    uint32_t at = row("SCOP", scope);
    std::string part = word(at + 2) == none ? string(word(at + 1)) : std::to_string(word(at + 2));
    if (!part.empty())
      path = path.empty() ? part : part + "." + path;
    scope = word(at);
  }
  return path;
}

void Reader::readDims(Graph &graph) const {
  const Section &s = section("DIMS");
  for (uint32_t at = s.offset; at < s.offset + s.rows;) {
    Graph::Dim dim{wide(at + 1), {}};
    uint32_t terms = word(at);
    at += 3;
    for (uint32_t i = 0; i < terms; i++, at += 3)
      dim.terms.push_back({word(at), wide(at + 1)});
    graph.dims.push_back(std::move(dim));
  }
  for (uint32_t i = 0; i < rows("ATOM"); i++) {
    uint32_t at = row("ATOM", i);
    require(word(at) <= 2, "an unknown kind of atom");
    graph.atoms.push_back({static_cast<Graph::Atom::Kind>(word(at)), string(word(at + 1)),
                           wide(at + 2), wide(at + 4), wide(at + 6), wide(at + 8), wide(at + 10),
                           word(at + 12), word(at + 13)});
  }
}

void Reader::readTypes(Graph &graph) const {
  const Section &s = section("TYPE");
  for (uint32_t at = s.offset; at < s.offset + s.rows;) {
    require(word(at) <= 9, "an unknown dtype");
    Graph::Type type{static_cast<DType>(word(at)), {}};
    uint32_t rank = word(at + 1);
    at += 2;
    for (uint32_t i = 0; i < rank; i++, at += 2)
      type.dims.push_back(wide(at));
    graph.types.push_back(std::move(type));
  }
  for (uint32_t i = 0; i < rows("VALU"); i++)
    graph.valueTypes.push_back(word(row("VALU", i)));
}

Tape Reader::tape(uint32_t start) const {
  auto at = [&](uint32_t index) { return static_cast<uint64_t>(wide(row("TAPE", index))); };
  auto byte = [](uint64_t word, int number) { return static_cast<uint8_t>(word >> 8 * number); };
  uint64_t header = at(start);
  Tape tape;
  tape.variables = byte(header, 1);
  tape.reads = byte(header, 2);
  tape.result = byte(header, 3);
  tape.kind = static_cast<TapeKind>(byte(header, 4));
  tape.firstRead = byte(header, 5);
  for (int i = 0; i < byte(header, 0); i++) {
    uint64_t bytes = at(start + 1 + 2 * i);
    require(byte(bytes, 0) <= static_cast<int>(TapeOp::load), "an unknown tape operation");
    tape.steps.push_back({static_cast<TapeOp>(byte(bytes, 0)),
                          static_cast<TapeKind>(byte(bytes, 1)),
                          {byte(bytes, 2), byte(bytes, 3), byte(bytes, 4), byte(bytes, 5)},
                          byte(bytes, 6),
                          static_cast<int64_t>(at(start + 2 + 2 * i))});
  }
  return tape;
}

Attribute Reader::readAttribute(uint32_t number, Graph &graph) const {
  uint32_t at = row("ATTR", number);
  require(word(at + 1) <= 5, "an unknown kind of attribute");
  Attribute attribute;
  attribute.key = string(word(at));
  attribute.kind = static_cast<Attribute::Kind>(word(at + 1));
  attribute.number = wide(at + 2);
  if (attribute.kind == Attribute::real)
    attribute.value = std::bit_cast<double>(attribute.number);
  if (attribute.kind == Attribute::text)
    attribute.string = string(word(at + 2));
  if (attribute.kind == Attribute::tape && attribute.number >= 0) {
    graph.tapes.push_back(tape(word(at + 2)));
    attribute.number = static_cast<int64_t>(graph.tapes.size()) - 1;
  }
  return attribute;
}

void Reader::readNodes(Graph &graph) const {
  for (uint32_t i = 0; i < rows("NODE"); i++) {
    uint32_t at = row("NODE", i);
    Node node;
    auto name = opNames().find(word(at));
    require(name != opNames().end(), "an unknown opcode");
    node.op = name->second;
    node.region = word(at + 1);
    if (word(at + 3) != none) {
      uint32_t location = row("LOCS", word(at + 3));
      node.file = string(word(location));
      node.line = word(location + 2);
    }
    for (uint32_t j = 0; j < word(at + 5); j++)
      node.operands.push_back(word(row("EDGE", word(at + 4) + j)));
    for (uint32_t j = 0; j < word(at + 7); j++)
      node.results.push_back(word(at + 6) + j);
    for (uint32_t j = 0; j < word(at + 9); j++)
      node.attributes.push_back(readAttribute(word(at + 8) + j, graph));
    graph.nodes.push_back(std::move(node));
  }
  for (uint32_t i = 0; i < rows("REGN"); i++) {
    uint32_t at = row("REGN", i);
    graph.regions.push_back({word(at + 1), word(at + 2), word(at + 3), word(at + 4)});
  }
}

void Reader::readLeaves(Graph &graph) const {
  for (uint32_t i = 0; i < rows("PARM"); i++) {
    uint32_t at = row("PARM", i);
    std::string path = scopePath(word(at + 1)), leaf = string(word(at + 2));
    graph.parameters.push_back(
        {path.empty() ? leaf : path + "." + leaf, word(at), (word(at + 3) & 0xff) == 1});
  }
  for (uint32_t i = 0; i < rows("INOU"); i++) {
    uint32_t at = row("INOU", i);
    require(word(at) <= 3, "an unknown kind of input or output");
    Graph::Port port{static_cast<Graph::Port::Kind>(word(at)), "", none, word(at + 2)};
    if (port.kind == Graph::Port::update)
      port.target = word(at + 1);
    else
      port.name = string(word(at + 1));
    graph.ports.push_back(std::move(port));
  }
}

Graph Reader::read() {
  readSections();
  require(words[4] == 0, "it carries errors");
  Graph graph;
  graph.name = string(words[6]);
  graph.training = words[5] & 1;
  readDims(graph);
  readTypes(graph);
  readNodes(graph);
  readLeaves(graph);
  return graph;
}

} // namespace

Graph readGraph(std::span<const uint32_t> words) { return Reader(words).read(); }

std::vector<Graph> readGraphs(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  if (!file || bytes.empty() || bytes.size() % 4 != 0)
    throw Error(path + ": cannot be read as words");
  std::vector<uint32_t> words(bytes.size() / 4);
  std::memcpy(words.data(), bytes.data(), bytes.size());
  std::vector<Graph> graphs;
  for (std::span<const uint32_t> rest = words; !rest.empty();) {
    size_t length = rest.size() < 3 ? 0 : rest[2];
    require(length >= 8 && length <= rest.size(), "a length beyond the file");
    graphs.push_back(readGraph(rest.first(length)));
    rest = rest.subspan(length);
  }
  return graphs;
}

int64_t Graph::sizeOf(int64_t code, const Symbols &symbols) const {
  if (code >= symbolBase / 2)
    return code;
  auto atomValue = [&](auto &self, uint32_t number) -> int64_t {
    const Atom &atom = atoms.at(number);
    switch (atom.kind) {
    case Atom::symbol: {
      auto found = symbols.find(atom.name);
      if (found == symbols.end())
        throw Error("no size for the symbol " + atom.name);
      return found->second / atom.multiple;
    }
    case Atom::quotient: {
      int64_t dividend = sizeOf(atom.dividend, symbols), quotient = dividend / atom.divisor;
      return dividend % atom.divisor < 0 ? quotient - 1 : quotient;
    }
    default:
      return self(self, atom.left) * self(self, atom.right);
    }
  };
  const Dim &dim = dims.at(code - symbolBase);
  int64_t size = dim.constant;
  for (auto [atom, factor] : dim.terms)
    size += factor * atomValue(atomValue, atom);
  return size;
}

Shape Graph::shapeOf(uint32_t value, const Symbols &symbols) const {
  Shape shape;
  for (int64_t code : types.at(valueTypes.at(value)).dims)
    shape.push_back(sizeOf(code, symbols));
  return shape;
}

std::vector<const Graph::Atom *> Graph::symbols() const {
  std::vector<const Atom *> result;
  for (const Atom &atom : atoms)
    if (atom.kind == Atom::symbol)
      result.push_back(&atom);
  return result;
}

} // namespace hac::reference
