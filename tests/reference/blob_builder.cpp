#include "tests/reference/blob_builder.h"

#include <bit>
#include <cstring>

namespace hac::reference {

namespace {

constexpr int64_t symbolBase = -(int64_t(1) << 62);

uint32_t opcodeOf(const std::string &op) {
  static const std::map<std::string, uint32_t> codes = {
#define HAC_OP(number, name, operands, results, attributes) {#name, number},
#include "dsl/graph/ops.def"
  };
  auto found = codes.find(op);
  if (found == codes.end())
    throw Error("no op " + op);
  return found->second;
}

void put(std::vector<uint32_t> &rows, std::initializer_list<uint32_t> words) {
  rows.insert(rows.end(), words);
}
void putWide(std::vector<uint32_t> &rows, int64_t value) {
  put(rows,
      {static_cast<uint32_t>(value), static_cast<uint32_t>(static_cast<uint64_t>(value) >> 32)});
}

} // namespace

BlobBuilder::BlobBuilder(std::string name) : name(std::move(name)) { string(this->name); }

uint32_t BlobBuilder::string(const std::string &text) {
  auto [found, isNew] = stringNumbers.try_emplace(text, static_cast<uint32_t>(strings.size()));
  if (isNew)
    strings.push_back(text);
  return found->second;
}

int64_t BlobBuilder::symbol(const std::string &symbol, int64_t min, int64_t max, int64_t multiple) {
  auto atom = static_cast<uint32_t>(atoms.size() / 14);
  put(atoms, {0, string(symbol)});
  for (int64_t number : {min, max, multiple, int64_t(0), int64_t(1)})
    putWide(atoms, number);
  put(atoms, {none, none});
  put(dims, {1, 0, 0, atom});
  putWide(dims, multiple);
  return symbolBase + dimCount++;
}

int64_t BlobBuilder::dim(int64_t symbolCode, int64_t factor, int64_t constant) {
  // A dim made by `symbol` is 6 words: terms, constant x2, atom, factor x2. Others have one term
  // too.
  size_t at = 6 * static_cast<size_t>(symbolCode - symbolBase);
  uint32_t atom = dims.at(at + 3);
  int64_t multiple = dims.at(at + 4);
  put(dims, {1});
  putWide(dims, constant);
  put(dims, {atom});
  putWide(dims, factor * multiple);
  return symbolBase + dimCount++;
}

uint32_t BlobBuilder::type(const Type &type) {
  std::vector<uint32_t> row = {static_cast<uint32_t>(type.dtype),
                               static_cast<uint32_t>(type.dims.size())};
  for (int64_t code : type.dims)
    putWide(row, code);
  auto [found, isNew] = typeNumbers.try_emplace(row, static_cast<uint32_t>(typeNumbers.size()));
  if (isNew)
    types.insert(types.end(), row.begin(), row.end());
  return found->second;
}

uint32_t BlobBuilder::scope(const std::string &path) {
  if (path.empty())
    return none;
  if (auto found = scopeNumbers.find(path); found != scopeNumbers.end())
    return found->second;
  size_t dot = path.rfind('.');
  uint32_t parent = dot == std::string::npos ? none : scope(path.substr(0, dot));
  auto number = static_cast<uint32_t>(scopes.size() / 3);
  put(scopes, {parent, string(path.substr(dot == std::string::npos ? 0 : dot + 1)), none});
  return scopeNumbers[path] = number;
}

std::vector<BlobBuilder::Value> BlobBuilder::node(const std::string &op,
                                                  std::vector<Value> operands,
                                                  std::vector<Type> results,
                                                  const std::vector<Attr> &attrs) {
  auto number = static_cast<uint32_t>(nodes.size() / 10);
  auto firstEdge = static_cast<uint32_t>(edges.size());
  auto firstValue = static_cast<uint32_t>(values.size() / 3);
  auto firstAttribute = static_cast<uint32_t>(attributes.size() / 4);
  edges.insert(edges.end(), operands.begin(), operands.end());
  std::vector<Value> made;
  for (const Type &result : results) {
    made.push_back(static_cast<uint32_t>(values.size() / 3));
    put(values, {type(result), number, static_cast<uint32_t>(made.size() - 1)});
  }
  for (const Attr &attr : attrs) {
    put(attributes, {string(attr.key), static_cast<uint32_t>(attr.kind)});
    if (attr.kind == Attribute::real)
      putWide(attributes, std::bit_cast<int64_t>(attr.value));
    else
      putWide(attributes, attr.kind == Attribute::text ? string(attr.text) : attr.number);
  }
  put(nodes,
      {opcodeOf(op), open.empty() ? none : open.back().number, none, 0, firstEdge,
       static_cast<uint32_t>(operands.size()), firstValue, static_cast<uint32_t>(results.size()),
       firstAttribute, static_cast<uint32_t>(attrs.size())});
  return made;
}

BlobBuilder::Value BlobBuilder::input(const std::string &inputName, DType dtype,
                                      std::vector<int64_t> shape) {
  Value value = node("input", {}, {{dtype, std::move(shape)}})[0];
  put(ports, {0, string(inputName), value, 0});
  return value;
}

BlobBuilder::Value BlobBuilder::parameter(const std::string &path, DType dtype,
                                          std::vector<int64_t> shape) {
  Value value = node("param", {}, {{dtype, std::move(shape)}})[0];
  size_t dot = path.rfind('.');
  std::string leaf = path.substr(dot == std::string::npos ? 0 : dot + 1);
  put(parameters, {value, scope(dot == std::string::npos ? "" : path.substr(0, dot)), string(leaf),
                   1u << 8, 0, 0, 0, 0, 0}); // a trainable parameter, initially 0
  return value;
}

void BlobBuilder::output(const std::string &outputName, Value value) {
  put(ports, {1, string(outputName), value, 0});
}

int64_t BlobBuilder::tape(const Tape &tape) {
  auto start = static_cast<int64_t>(tapes.size() / 2);
  auto bytes = [&](std::initializer_list<int> fields) {
    uint64_t word = 0;
    int shift = 0;
    for (int field : fields) {
      word |= static_cast<uint64_t>(field) << shift;
      shift += 8;
    }
    putWide(tapes, static_cast<int64_t>(word));
  };
  bytes({static_cast<int>(tape.steps.size()), tape.variables, tape.reads, tape.result,
         static_cast<int>(tape.kind), tape.firstRead});
  for (const Tape::Step &step : tape.steps) {
    bytes({static_cast<int>(step.op), static_cast<int>(step.kind), step.registers[0],
           step.registers[1], step.registers[2], step.registers[3], step.count});
    putWide(tapes, step.constant);
  }
  return start;
}

std::vector<BlobBuilder::Value> BlobBuilder::beginBody(const std::vector<Type> &arguments) {
  auto first = static_cast<uint32_t>(nodes.size() / 10);
  open.push_back({static_cast<uint32_t>(regions.size() / 5), first, first,
                  static_cast<uint32_t>(arguments.size())});
  uint32_t parent = open.size() < 2 ? none : open[open.size() - 2].number;
  put(regions, {parent, first, 0, first, static_cast<uint32_t>(arguments.size())});
  std::vector<Value> made;
  for (const Type &argument : arguments)
    made.push_back(node("arg", {}, {argument})[0]);
  return made;
}

int64_t BlobBuilder::endBody(const std::vector<Value> &results) {
  node("yield", results, {});
  uint32_t number = open.back().number;
  regions[5 * number + 2] = static_cast<uint32_t>(nodes.size() / 10);
  open.pop_back();
  return number;
}

std::vector<uint32_t> BlobBuilder::words() const {
  std::vector<uint32_t> rows, text, location = {0, 0, 1, 1};
  std::string all;
  for (const std::string &s : strings) {
    put(rows, {static_cast<uint32_t>(all.size()), static_cast<uint32_t>(s.size())});
    all += s;
  }
  text.resize((all.size() + 3) / 4);
  std::memcpy(text.data(), all.data(), all.size());

  struct Section {
    const char *tag;
    const std::vector<uint32_t> *words;
    uint32_t width;
  };
  std::vector<uint32_t> nothing;
  const Section sections[] = {
      {"STRT", &rows, 2},     {"STRC", &text, 1},       {"DIMS", &dims, 1},
      {"ATOM", &atoms, 14},   {"TYPE", &types, 1},      {"SCOP", &scopes, 3},
      {"LOCS", &location, 4}, {"VALU", &values, 3},     {"NODE", &nodes, 10},
      {"EDGE", &edges, 1},    {"ATTR", &attributes, 4}, {"PARM", &parameters, 9},
      {"INOU", &ports, 4},    {"REGN", &regions, 5},    {"TAPE", &tapes, 2},
      {"DIAG", &nothing, 7},  {"NOTE", &nothing, 3},    {"TEXT", &nothing, 1}};
  std::vector<uint32_t> blob = {0x47434148, 1, 0, std::size(sections), 0, 0, 0, 0};
  auto offset = static_cast<uint32_t>(8 + 4 * std::size(sections));
  for (const Section &section : sections) {
    uint32_t tag;
    std::memcpy(&tag, section.tag, 4);
    auto words = static_cast<uint32_t>(section.words->size());
    put(blob, {tag, offset, words / section.width, section.width});
    offset += words;
  }
  for (const Section &section : sections)
    blob.insert(blob.end(), section.words->begin(), section.words->end());
  blob[2] = static_cast<uint32_t>(blob.size());
  return blob;
}

} // namespace hac::reference
