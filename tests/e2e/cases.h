// What a function is run on: sizes of its symbols, and random tensors.
#pragma once
#include "tests/reference/interpreter.h"

#include <random>

namespace hac::e2e {

using Random = std::mt19937_64;

/// Sizes for every symbol of a function. Each symbol takes its least and its largest size (or that
/// of `largest`, by name or for "" all others, if it goes further), and from {0, 1, 2, 7, 15, 16,
/// 17, 33} what it allows; symbols are out of step, so that no two are equal all the time.
std::vector<reference::Graph::Symbols> assignments(const reference::Graph &graph,
                                                   const std::map<std::string, int64_t> &largest);

/// Integers of an input lie in [low, high] where the function says so.
struct Range {
  int64_t low, high;
};

/// A tensor for an input; tests/e2e/ops/real.h says what names mean.
reference::Tensor randomInput(const std::string &name, reference::DType type,
                              const reference::Shape &shape, const std::optional<Range> &range,
                              Random &random);

/// Weights of about the size that trained ones have: an output of a layer stays near 1.
reference::Tensor randomParameter(const std::string &name, reference::DType type,
                                  const reference::Shape &shape, Random &random);

} // namespace hac::e2e
