#include "tests/e2e/cases.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace hac::e2e {

using namespace reference;

std::vector<Graph::Symbols> assignments(const Graph &graph,
                                        const std::map<std::string, int64_t> &largest) {
  std::vector<std::pair<std::string, std::vector<int64_t>>> sizes;
  size_t longestList = 1;
  for (const Graph::Atom *symbol : graph.symbols()) {
    auto limit = largest.find(symbol->name);
    int64_t max = std::min(symbol->max, limit == largest.end() ? largest.at("") : limit->second);
    max -= max % symbol->multiple;
    std::set<int64_t> allowed = {symbol->min, max};
    for (int64_t size : {0, 1, 2, 7, 15, 16, 17, 33})
      if (size >= symbol->min && size <= max && size % symbol->multiple == 0)
        allowed.insert(size);
    sizes.push_back({symbol->name, {allowed.begin(), allowed.end()}});
    longestList = std::max(longestList, allowed.size());
  }
  std::vector<Graph::Symbols> result;
  // Twice around with another distance between the symbols, and all of them at their largest.
  for (size_t round = 0; round < (sizes.size() > 1 ? 2 : 1); round++)
    for (size_t turn = 0; turn < longestList; turn++) {
      Graph::Symbols symbols;
      for (size_t i = 0; i < sizes.size(); i++)
        symbols[sizes[i].first] =
            sizes[i].second[(turn + i * (2 + 3 * round)) % sizes[i].second.size()];
      result.push_back(symbols);
    }
  Graph::Symbols all;
  for (const auto &[name, allowed] : sizes)
    all[name] = allowed.back();
  result.push_back(all);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

namespace {

bool endsWith(const std::string &text, const std::string &end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

double normal(Random &random) { return std::normal_distribution<double>()(random); }
int64_t whole(Random &random, int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random);
}

/// Two thirds ordinary numbers, the rest from the corners of the type.
double wildReal(DType type, Random &random) {
  const Format &format = storageFormat(type);
  const double corners[] = {INFINITY,
                            -INFINITY,
                            NAN,
                            0.0,
                            -0.0,
                            format.largest,
                            -format.largest,
                            format.smallest,
                            -format.smallest,
                            format.smallestNormal,
                            1,
                            -1,
                            0.5,
                            2.5,
                            -1.5,
                            100,
                            -100,
                            1e4,
                            -1e-6};
  if (whole(random, 0, 2) > 0)
    return roundTo(format, normal(random) * 3);
  return roundTo(format, corners[whole(random, 0, std::size(corners) - 1)]);
}

int64_t wildWhole(DType type, Random &random) {
  switch (whole(random, 0, 4)) {
  case 0:
    return smallestOf(type);
  case 1:
    return largestOf(type);
  case 2:
    return wrap(type, whole(random, INT32_MIN, INT32_MAX));
  default:
    return wrap(type, whole(random, -9, 9));
  }
}

} // namespace

Tensor randomInput(const std::string &name, DType type, const Shape &shape,
                   const std::optional<Range> &range, Random &random) {
  Tensor tensor(type, shape);
  Range whole_ = type == DType::boolean ? Range{0, 1}
                 : type == DType::u8    ? Range{0, 12}
                                        : Range{-9, 9};
  if (size_t at = name.find("_below_"); at != std::string::npos)
    whole_ = {0, std::stoll(name.substr(at + 7)) - 1};
  if (endsWith(name, "_count"))
    whole_ = {1, 6};
  if (range)
    whole_ = *range;
  for (int64_t i = 0; i < tensor.count(); i++) {
    if (!tensor.isReal()) {
      tensor.wholes[i].value = endsWith(name, "_wild") ? wildWhole(type, random)
                                                       : whole(random, whole_.low, whole_.high);
      continue;
    }
    double value = normal(random);
    if (endsWith(name, "_wild"))
      value = wildReal(type, random);
    else if (endsWith(name, "_positive"))
      value = std::fabs(value) + 0.1;
    else if (endsWith(name, "_unit"))
      value = std::tanh(value);
    tensor.reals[i] = exact(roundTo(storageFormat(type), value));
  }
  return tensor;
}

Tensor randomParameter(const std::string &name, DType type, const Shape &shape, Random &random) {
  Tensor tensor(type, shape);
  double fanIn = 1;
  for (size_t axis = 1; axis < shape.size(); axis++)
    fanIn *= static_cast<double>(shape[axis]);
  for (int64_t i = 0; i < tensor.count(); i++) {
    double value = normal(random);
    if (endsWith(name, "running_var"))
      value = 1 + value * value;
    else if (endsWith(name, "exp_avg_sq"))
      value = value * value * 0.01;
    else if (shape.size() > 1)
      value /= std::sqrt(fanIn);
    else if (endsWith(name, "weight")) // of a norm
      value = 1 + 0.2 * value;
    else
      value *= 0.2;
    if (tensor.isReal())
      tensor.reals[i] = exact(roundTo(storageFormat(type), value));
  }
  return tensor;
}

} // namespace hac::e2e
