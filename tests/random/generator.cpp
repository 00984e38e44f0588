#include "tests/random/generator.h"
#include "tests/random/ops.h"

#include <algorithm>

namespace hac::random_graphs {

namespace {

const std::vector<Choice> &allChoices() {
  static const std::vector<Choice> choices = [] {
    std::vector<Choice> all;
    for (const auto &family : {elementwiseChoices(), layerChoices(), attentionChoices(), shapeChoices(), reductionChoices()})
      all.insert(all.end(), family.begin(), family.end());
    return all;
  }();
  return choices;
}

void growOnce(Sketch &s) {
  int64_t total = 0;
  for (const Choice &choice : allChoices())
    total += choice.weight;
  for (int tries = 0; tries < 20; tries++) {
    int64_t at = s.pick(0, total - 1);
    auto choice = allChoices().begin();
    while ((at -= choice->weight) >= 0)
      ++choice;
    if (choice->grow(s))
      return;
  }
}

/// Elements, with every symbol at 64: results that grow without end are left alone.
double volume(const Live &x) {
  double elements = 1;
  for (const Dim &dim : x.dims)
    elements *= static_cast<double>(dim.constant + 64 * dim.factor);
  return elements;
}

} // namespace

std::vector<uint32_t> randomGraph(uint64_t seed) {
  Sketch s(seed);
  for (int64_t i = 0, inputs = s.pick(1, 3); i < inputs; i++) {
    Dims dims;
    for (int64_t axis = 0, rank = s.pick(1, 4); axis < rank; axis++)
      dims.push_back(s.dim());
    if (s.chance(70))
      dims.back() = number(s.size());
    while (volume({0, s.real, dims}) > 20000)
      dims.erase(dims.begin());
    s.keep(s.input(s.chance(8) ? DType::i32 : s.real, dims, s.chance(5) ? "_wild" : ""));
  }
  size_t first = s.pool.size();
  for (int64_t i = 0, steps = s.pick(2, 9); i < steps || s.pool.size() == first; i++) {
    growOnce(s);
    std::erase_if(s.pool, [](const Live &x) { return volume(x) > 40000; });
    if (i > 40) { // nothing fits: a negation of a new input does
      Live x = s.input(s.real, {number(5)});
      s.keep(s.node("neg", {x}, s.real, x.dims));
      break;
    }
  }
  // The youngest values, which most others lead to.
  int64_t outputs = std::min<int64_t>(s.pick(1, 3), s.pool.size() - first);
  for (int64_t i = 0; i < outputs; i++)
    s.blob.output("y" + std::to_string(i), s.pool[s.pool.size() - 1 - i].value);
  return s.blob.words();
}

} // namespace hac::random_graphs
