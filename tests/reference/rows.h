// Tensors seen as rows of the elements that a norm or reduction takes together.
#pragma once
#include "tests/reference/tensor.h"

namespace hac::reference {

/// rows[r] holds the offsets of the elements of row r, both in row-major order.
/// Example: {2, 3}, axes {1}: {{0, 1, 2}, {3, 4, 5}}; axes {0}: {{0, 3}, {1, 4}, {2, 5}}.
std::vector<std::vector<int64_t>> rowsOver(const Shape &shape, const std::vector<int64_t> &axes);
/// The shape without the axes, or with 1 in their place.
Shape withoutAxes(const Shape &shape, const std::vector<int64_t> &axes, bool keep);

/// m + log(sum exp(x - m)) of a row. `rest` is what is beside m: the softmax of the row divides
/// by exp(rest).
Real logSumExp(const std::vector<Real> &row);
/// exp(x - m) / (sum exp(x - m) + exp(sink - m)): the bounds of its parts. A row of -Inf
/// gives 0. `sink` is one more logit that has no weight of its own.
std::vector<Real> softmaxOf(const std::vector<Real> &row, const Real *sink = nullptr);
std::vector<Real> logSoftmaxOf(const std::vector<Real> &row);

} // namespace hac::reference
