#include "tests/random/sketch.h"

namespace hac::random_graphs {

Sketch::Sketch(uint64_t seed) : blob("g" + std::to_string(seed)), random(seed) {
  prefix = "g" + std::to_string(seed) + "_";
  for (int64_t i = 0, count = pick(0, 2); i < count; i++) {
    symbolCodes.push_back(blob.symbol(i ? "seq" : "batch", 1, 64));
    symbols.push_back({static_cast<int>(i), 1, 0});
  }
  if (chance(20))
    real = chance(50) ? DType::bf16 : DType::f16;
}

int64_t Sketch::code(const Dim &dim) {
  if (dim.isConstant())
    return dim.constant;
  int64_t symbol = symbolCodes[dim.symbol];
  return dim.factor == 1 && dim.constant == 0 ? symbol : blob.dim(symbol, dim.factor, dim.constant);
}

BlobBuilder::Type Sketch::typeOf(DType type, const Dims &dims) {
  BlobBuilder::Type result{type, {}};
  for (const Dim &dim : dims)
    result.dims.push_back(code(dim));
  return result;
}

Live Sketch::input(DType type, Dims dims, const std::string &suffix) {
  std::string name = "x" + std::to_string(names++) + suffix;
  BlobBuilder::Value value = blob.input(name, type, typeOf(type, dims).dims);
  return {value, type, std::move(dims)};
}

Live Sketch::parameter(DType type, std::vector<int64_t> sizes, const std::string &name) {
  Dims dims;
  for (int64_t size : sizes)
    dims.push_back(number(size));
  return {blob.parameter(prefix + std::to_string(names++) + "." + name, type, sizes), type, dims};
}

Live Sketch::full(DType type, double value) {
  if (isFloat(type))
    return node("full", {}, type, {}, {{"value", value}});
  return node("full", {}, type, {}, {{"value", static_cast<int64_t>(value)}});
}

std::vector<Live> Sketch::nodes(const std::string &op, const std::vector<Live> &operands,
                                const std::vector<Dims> &results, DType type, Attrs attributes) {
  std::vector<BlobBuilder::Value> values;
  for (const Live &operand : operands)
    values.push_back(operand.value);
  std::vector<BlobBuilder::Type> types;
  for (const Dims &dims : results)
    types.push_back(typeOf(type, dims));
  std::vector<BlobBuilder::Value> made = blob.node(op, values, types, attributes);
  std::vector<Live> lives;
  for (size_t i = 0; i < made.size(); i++)
    lives.push_back({made[i], type, results[i]});
  return lives;
}

Live Sketch::node(const std::string &op, const std::vector<Live> &operands, DType type, Dims dims,
                  Attrs attributes) {
  return nodes(op, operands, {dims}, type, std::move(attributes))[0];
}

} // namespace hac::random_graphs
