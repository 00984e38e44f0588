// RawBlob.h has the interface.
#include "tests/fuzz/RawBlob.h"

#include <cstring>
#include <map>
#include <stdexcept>

namespace hac::test {
namespace {

constexpr uint32_t tableEnd = blob::header_words + blob::section_count * blob::section_words;

struct OpNumber {
  const char *name;
  uint32_t number;
};
constexpr OpNumber opNumbers[] = {
#define HAC_OP(number, name, operands, results, attributes) {#name, number},
#include "dsl/graph/ops.def"
};

uint32_t opcode(const std::string &op) {
  for (const OpNumber &known : opNumbers)
    if (op == known.name)
      return known.number;
  throw std::invalid_argument("no op " + op);
}

uint64_t bits(double value) {
  uint64_t word;
  std::memcpy(&word, &value, sizeof word);
  return word;
}

/// Adds rows in the way the DSL does.
class Writer {
public:
  RawBlob raw;

  uint32_t string(const std::string &text) {
    auto [known, isNew] = strings.try_emplace(text, 0);
    if (isNew)
      known->second = raw.addString(text);
    return known->second;
  }
  uint32_t location(uint32_t line) {
    raw.addRow(blob::s_LOCS, {string("f.model.cpp"), string("void f(graph &)"), line, 3});
    return raw.rows(blob::s_LOCS) - 1;
  }
  uint32_t type(blob::dtype dtype, const std::vector<int64_t> &dims) {
    RawBlob::Words row = {uint32_t(dtype), uint32_t(dims.size())};
    for (int64_t d : dims)
      put64(row, uint64_t(d));
    raw.addRow(blob::s_TYPE, row);
    return types++;
  }
  /// constant + factor * atom, as a dim code
  int64_t dim(int64_t constant, uint32_t atom, int64_t factor = 1) {
    RawBlob::Words row = {1};
    put64(row, uint64_t(constant));
    row.push_back(atom);
    put64(row, uint64_t(factor));
    raw.addRow(blob::s_DIMS, row);
    return blob::sym_base + dims++;
  }
  uint32_t symbol(const std::string &name, uint64_t min, uint64_t max, uint64_t multiple) {
    return atom(blob::atom_kind::symbol, string(name), min, max, multiple, 0, 0, 0, 0);
  }
  uint32_t floorQuotient(int64_t dividend, uint64_t divisor) {
    return atom(blob::atom_kind::floor, 0, 0, 0, 0, uint64_t(dividend), divisor, 0, 0);
  }
  uint32_t product(uint32_t left, uint32_t right) {
    return atom(blob::atom_kind::product, 0, 0, 0, 0, 0, 0, left, right);
  }

  /// The first result; further ones follow it. `results` are type numbers.
  uint32_t node(const std::string &op, const std::vector<uint32_t> &operands,
                const std::vector<uint32_t> &results) {
    uint32_t number = raw.rows(blob::s_NODE), first = raw.rows(blob::s_VALU);
    raw.addRow(blob::s_NODE, {opcode(op), region, blob::none, location(10 + number),
                              raw.rows(blob::s_EDGE), uint32_t(operands.size()), first,
                              uint32_t(results.size()), raw.rows(blob::s_ATTR), 0});
    for (uint32_t i = 0; i < results.size(); ++i)
      raw.addRow(blob::s_VALU, {results[i], number, i});
    for (uint32_t value : operands)
      raw.addRow(blob::s_EDGE, {value});
    return first;
  }
  /// To the last node.
  void attribute(const std::string &key, blob::attr_kind kind, uint64_t value) {
    RawBlob::Words row = {string(key), uint32_t(kind)};
    put64(row, value);
    raw.addRow(blob::s_ATTR, row);
    ++raw.at(blob::s_NODE, raw.rows(blob::s_NODE) - 1, 9);
  }
  void integer(const std::string &key, int64_t value) {
    attribute(key, blob::attr_kind::integer, uint64_t(value));
  }
  void real(const std::string &key, double value) {
    attribute(key, blob::attr_kind::real, bits(value));
  }

  void argument(blob::inou_kind kind, const std::string &name, uint32_t value) {
    raw.addRow(blob::s_INOU, {uint32_t(kind), string(name), value, location(5)});
  }
  void update(uint32_t target, uint32_t value) {
    raw.addRow(blob::s_INOU, {uint32_t(blob::inou_kind::update), target, value, location(6)});
  }
  uint32_t scope(uint32_t parent, const std::string &name, uint32_t index = blob::none) {
    raw.addRow(blob::s_SCOP, {parent, string(name), index});
    return raw.rows(blob::s_SCOP) - 1;
  }
  void parameter(uint32_t value, uint32_t scope, const std::string &leaf, blob::param_kind kind) {
    RawBlob::Words row = {value, scope, string(leaf), uint32_t(kind), 1};
    if (kind == blob::param_kind::parameter)
      row[3] |= 1 << 8;
    put64(row, bits(-0.5));
    put64(row, bits(0.5));
    raw.addRow(blob::s_PARM, row);
  }

  uint32_t beginRegion(uint32_t args) {
    uint32_t first = raw.rows(blob::s_NODE);
    raw.addRow(blob::s_REGN, {region, first, 0, first, args});
    return region = raw.rows(blob::s_REGN) - 1;
  }
  void endRegion(uint32_t number) {
    raw.at(blob::s_REGN, number, 2) = raw.rows(blob::s_NODE);
    region = raw.at(blob::s_REGN, number, 0);
  }

  struct Step {
    blob::tape_op op;
    blob::tape_kind kind;
    std::array<uint8_t, 4> reg{};
    uint8_t count = 0;
    uint64_t constant = 0;
  };
  /// Its place in TAPE.
  uint32_t tape(const std::vector<Step> &steps, uint32_t variables, uint32_t reads,
                uint32_t firstRead) {
    uint32_t start = raw.rows(blob::s_TAPE);
    uint64_t result = steps.size() - 1;
    put64(raw.sections[blob::s_TAPE], steps.size() | variables << 8 | reads << 16 | result << 24 |
                                          uint64_t(steps.back().kind) << 32 |
                                          uint64_t(firstRead) << 40);
    for (const Step &s : steps) {
      put64(raw.sections[blob::s_TAPE], uint64_t(s.op) | uint64_t(s.kind) << 8 |
                                            uint64_t(s.reg[0]) << 16 | uint64_t(s.reg[1]) << 24 |
                                            uint64_t(s.reg[2]) << 32 | uint64_t(s.reg[3]) << 40 |
                                            uint64_t(s.count) << 48);
      put64(raw.sections[blob::s_TAPE], s.constant);
    }
    return start;
  }

private:
  static void put64(RawBlob::Words &words, uint64_t value) {
    words.push_back(uint32_t(value));
    words.push_back(uint32_t(value >> 32));
  }
  uint32_t atom(blob::atom_kind kind, uint32_t name, uint64_t min, uint64_t max, uint64_t multiple,
                uint64_t dividend, uint64_t divisor, uint32_t left, uint32_t right) {
    RawBlob::Words row = {uint32_t(kind), name};
    for (uint64_t wide : {min, max, multiple, dividend, divisor})
      put64(row, wide);
    row.push_back(left);
    row.push_back(right);
    raw.addRow(blob::s_ATOM, row);
    return raw.rows(blob::s_ATOM) - 1;
  }

  std::map<std::string, uint32_t> strings;
  uint32_t types = 0, region = blob::none;
  int64_t dims = 0;
};

} // namespace

RawBlob RawBlob::split(const Words &words) {
  RawBlob raw;
  for (uint32_t i = 0; i < blob::header_words; ++i)
    raw.header[i] = words.at(i);
  for (uint32_t s = 0; s < blob::section_count; ++s) {
    const uint32_t *row = &words.at(blob::header_words + s * blob::section_words);
    raw.sections[s].assign(words.begin() + row[1], words.begin() + row[1] + row[2] * row[3]);
  }
  return raw;
}

RawBlob::Words RawBlob::words() const {
  Words result(header.begin(), header.end());
  uint32_t offset = tableEnd;
  for (uint32_t s = 0; s < blob::section_count; ++s) {
    uint32_t tag;
    std::memcpy(&tag, blob::section_tags + 4 * s, 4);
    result.insert(result.end(), {tag, offset, rows(blob::section(s)), width(blob::section(s))});
    offset += rows(blob::section(s)) * width(blob::section(s));
  }
  for (uint32_t s = 0; s < blob::section_count; ++s)
    result.insert(result.end(), sections[s].begin(),
                  sections[s].begin() + rows(blob::section(s)) * width(blob::section(s)));
  result[blob::h_magic] = blob::magic;
  result[blob::h_words] = uint32_t(result.size());
  result[blob::h_sections] = blob::section_count;
  return result;
}

uint32_t RawBlob::addString(const std::string &text) {
  Words &chars = sections[blob::s_STRC];
  uint32_t offset = uint32_t(chars.size() * 4); // a string begins with a word: simple, not smallest
  chars.resize(chars.size() + (text.size() + 3) / 4);
  std::memcpy(reinterpret_cast<char *>(chars.data()) + offset, text.data(), text.size());
  addRow(blob::s_STRT, {offset, uint32_t(text.size())});
  return rows(blob::s_STRT) - 1;
}

uint32_t RawBlob::nodeOf(const std::string &op) const {
  for (uint32_t n = 0; n < rows(blob::s_NODE); ++n)
    if (sections[blob::s_NODE][size_t(n) * width(blob::s_NODE)] == opcode(op))
      return n;
  throw std::invalid_argument("no node " + op);
}

RawBlob handMadeBlob() {
  using enum blob::tape_op;
  constexpr auto f32 = blob::dtype::f32, i32 = blob::dtype::i32;
  constexpr auto integer = blob::tape_kind::integer, realKind = blob::tape_kind::real,
                 boolean = blob::tape_kind::boolean;
  Writer w;
  w.raw.header[blob::h_version] = blob::version;
  w.raw.header[blob::h_name] = w.string("f");

  uint32_t batchAtom = w.symbol("batch", 1, 64, 1), seqAtom = w.symbol("seq", 8, 1024, 8);
  int64_t batch = w.dim(0, batchAtom), seq = w.dim(0, seqAtom, 8);
  uint32_t half = w.floorQuotient(w.dim(1, batchAtom), 2);
  int64_t halfBatch = w.dim(0, half), tokens = w.dim(0, w.product(batchAtom, seqAtom), 8);

  uint32_t rowType = w.type(f32, {batch, 8}), weightType = w.type(f32, {8, 8}),
           tokenType = w.type(i32, {batch, seq}), flatType = w.type(i32, {tokens}),
           pooledType = w.type(f32, {halfBatch, 8}), cacheType = w.type(f32, {4}),
           headType = w.type(f32, {batch, 2, seq, 16}), lengthType = w.type(i32, {batch});

  uint32_t x = w.node("input", {}, {rowType});
  w.argument(blob::inou_kind::input, "x", x);
  uint32_t ids = w.node("input", {}, {tokenType});
  w.argument(blob::inou_kind::input, "tokens", ids);
  uint32_t length = w.node("input", {}, {lengthType});
  w.argument(blob::inou_kind::input, "length", length);
  uint32_t q = w.node("input", {}, {headType});
  w.argument(blob::inou_kind::input, "q", q);
  uint32_t cache = w.node("state", {}, {cacheType});
  w.argument(blob::inou_kind::state, "cache", cache);

  uint32_t encoder = w.scope(blob::none, "encoder"), layers = w.scope(encoder, "layers"),
           layer = w.scope(layers, "", 3);
  uint32_t weight = w.node("param", {}, {weightType});
  w.parameter(weight, layer, "weight", blob::param_kind::parameter);
  uint32_t mean = w.node("buffer", {}, {cacheType});
  w.parameter(mean, blob::none, "running_mean", blob::param_kind::buffer);

  uint32_t y = w.node("linear", {x, weight, blob::none}, {rowType});
  uint32_t pooled = w.node("slice", {y}, {pooledType});
  w.integer("axis", 0);
  w.attribute("start", blob::attr_kind::dim, 0);
  w.attribute("stop", blob::attr_kind::dim, uint64_t(halfBatch));
  w.integer("step", 1);
  uint32_t flat = w.node("reshape", {ids}, {flatType});

  // mask: key < length(batch row); score: 2 * s
  uint32_t mask = w.tape({{var, integer, {}, 0, 0},
                          {var, integer, {}, 0, 3},
                          {ld, integer, {0}, 1, 0},
                          {lt, boolean, {1, 2}}},
                         2, 1, 5);
  uint32_t score =
      w.tape({{var, realKind, {}, 0, 0}, {cf, realKind, {}, 0, bits(2.0)}, {mul, realKind, {0, 1}}},
             1, 0, 0);
  uint32_t mixed = w.node("attention", {q, q, q, blob::none, blob::none, length}, {headType});
  w.real("scale", 0.25);
  w.real("dropout", 0);
  for (int64_t group : {0, 1}) {
    w.integer("counts", 1);
    w.attribute("masks", blob::attr_kind::tape, mask);
    w.attribute("scores", blob::attr_kind::tape, group ? score : uint64_t(-1));
    w.attribute("mask_names", blob::attr_kind::string, w.string("lengths"));
  }

  uint32_t twice = w.tape({{var, realKind, {}, 0, 0}, {add, realKind, {0, 0}}}, 1, 0, 0);
  uint32_t doubled = w.node("map", {y}, {rowType});
  w.attribute("fn", blob::attr_kind::tape, twice);

  uint32_t outer = w.beginRegion(1);
  uint32_t state = w.node("arg", {}, {rowType});
  uint32_t inner = w.beginRegion(1);
  uint32_t innerState = w.node("arg", {}, {rowType});
  w.node("yield", {w.node("add", {innerState, doubled}, {rowType})}, {});
  w.endRegion(inner);
  uint32_t once = w.node("iterate", {state}, {rowType});
  w.attribute("body", blob::attr_kind::region, inner);
  w.integer("count", 2);
  w.node("yield", {once}, {});
  w.endRegion(outer);
  uint32_t looped = w.node("iterate", {y}, {rowType});
  w.attribute("body", blob::attr_kind::region, outer);
  w.integer("count", 3);

  w.update(cache, w.node("relu", {cache}, {cacheType}));
  w.argument(blob::inou_kind::output, "y", looped);
  w.argument(blob::inou_kind::output, "pooled", pooled);
  w.argument(blob::inou_kind::output, "flat", flat);
  w.argument(blob::inou_kind::output, "mixed", mixed);
  return w.raw;
}

RawBlob handMadeErrors() {
  Writer w;
  w.raw.header[blob::h_version] = blob::version;
  w.raw.header[blob::h_name] = w.string("f");
  w.raw.header[blob::h_errors] = 2;
  uint32_t scope = w.scope(w.scope(blob::none, "blocks"), "", 1);
  const std::string texts[] = {"inner dimensions differ", "made here", "rank 9, größte ist 8"};
  std::string all;
  for (const std::string &text : texts)
    all += text;
  w.raw.sections[blob::s_TEXT].resize((all.size() + 3) / 4);
  std::memcpy(w.raw.sections[blob::s_TEXT].data(), all.data(), all.size());
  uint32_t sizes[] = {uint32_t(texts[0].size()), uint32_t(texts[1].size()),
                      uint32_t(texts[2].size())};
  w.raw.addRow(blob::s_DIAG, {201, w.location(7), scope, 0, sizes[0], 0, 1});
  w.raw.addRow(blob::s_NOTE, {w.location(8), sizes[0], sizes[1]});
  w.raw.addRow(blob::s_DIAG, {20, w.location(9), blob::none, sizes[0] + sizes[1], sizes[2], 1, 0});
  return w.raw;
}

} // namespace hac::test
