#include "tests/reference/rows.h"

#include <algorithm>
#include <cmath>

namespace hac::reference {

std::vector<std::vector<int64_t>> rowsOver(const Shape &shape, const std::vector<int64_t> &axes) {
  auto isInRow = [&](size_t axis) {
    return std::find(axes.begin(), axes.end(), static_cast<int64_t>(axis)) != axes.end();
  };
  Shape outer = shape, inner = shape; // sizes outside their own axes are 1
  for (size_t axis = 0; axis < shape.size(); axis++)
    (isInRow(axis) ? outer : inner)[axis] = 1;
  std::vector<std::vector<int64_t>> rows;
  forEach(outer, [&](const Index &start) {
    std::vector<int64_t> row;
    forEach(inner, [&](const Index &within) {
      Index index(shape.size());
      for (size_t axis = 0; axis < shape.size(); axis++)
        index[axis] = start[axis] + within[axis];
      row.push_back(offsetOf(shape, index));
    });
    rows.push_back(std::move(row));
  });
  return rows;
}

Shape withoutAxes(const Shape &shape, const std::vector<int64_t> &axes, bool keep) {
  Shape result;
  for (size_t axis = 0; axis < shape.size(); axis++) {
    bool reduced = std::find(axes.begin(), axes.end(), static_cast<int64_t>(axis)) != axes.end();
    if (!reduced)
      result.push_back(shape[axis]);
    else if (keep)
      result.push_back(1);
  }
  return result;
}

namespace {

/// A row's terms exp(x - m), their sum, and how wrong each may be, as relative errors.
struct Terms {
  double largest = -INFINITY;  // m
  double sum = 0;              // in units of exp(m)
  std::vector<double> weights; // exp(x - m) / sum
  bool undecided = false;
  // Relative errors of exp(x - m) that rounding adds, and of the sum as a whole.
  std::vector<double> localOfTerm;
  double localOfSum = 0, likelyOfSum = 0;
};

Terms termsOf(const std::vector<Real> &row) {
  Terms terms;
  double unit = currentFormat().unit;
  for (const Real &x : row) {
    terms.largest = std::isnan(x.value) ? x.value : std::max(terms.largest, x.value);
    terms.undecided |= x.undecided;
    if (std::isnan(terms.largest))
      break;
  }
  for (const Real &x : row) {
    double weight = std::exp(x.value - terms.largest);
    terms.weights.push_back(weight);
    terms.sum += weight;
    // x - m is rounded, its error moves the exponent; exp itself is good to 2 ULP.
    double exponent = std::isfinite(x.value) ? std::fabs(x.value - terms.largest) : 0;
    terms.localOfTerm.push_back(unit * exponent + 4 * unit);
  }
  double average = 0, squares = 0;
  for (size_t i = 0; i < row.size(); i++) {
    terms.weights[i] /= terms.sum;
    average += terms.weights[i] * terms.localOfTerm[i];
    squares += std::pow(terms.weights[i] * terms.localOfTerm[i], 2);
  }
  double length = static_cast<double>(row.size());
  terms.localOfSum = average + 2 * length * unit;
  terms.likelyOfSum = alertFactor * (std::sqrt(squares) + std::sqrt(length) * unit);
  return terms;
}

/// How far log(sum exp) moves when each x moves by its error: the errors weighted by softmax.
struct Weighted {
  double fail = 0, alertSquared = 0, largestFail = 0;
};
Weighted weightedErrors(const std::vector<Real> &row, const Terms &terms) {
  Weighted result;
  for (size_t i = 0; i < row.size(); i++) {
    result.fail += terms.weights[i] * row[i].fail;
    result.alertSquared += std::pow(terms.weights[i] * row[i].alert, 2);
    result.largestFail = std::max(result.largestFail, row[i].fail);
  }
  if (result.largestFail > 0.01) // the weights themselves move: no longer a small change
    result.fail = result.largestFail;
  return result;
}

} // namespace

std::vector<Real> softmaxOf(const std::vector<Real> &row, const Real *sink) {
  std::vector<Real> logits = row;
  if (sink)
    logits.push_back(*sink);
  Terms terms = termsOf(logits);
  std::vector<Real> result(row.size());
  if (terms.largest == -INFINITY) {
    for (Real &weight : result)
      weight.undecided = terms.undecided;
    return result;
  }
  Weighted shared = weightedErrors(logits, terms);
  double unit = currentFormat().unit;
  for (size_t i = 0; i < row.size(); i++) {
    double p = terms.weights[i];
    double own = (shared.largestFail > 0.01 ? 1 : 1 - p) * row[i].fail;
    double others = std::max(0.0, shared.fail - (shared.largestFail > 0.01 ? 0 : p * row[i].fail));
    double fail = p * std::expm1(own + others + terms.localOfTerm[i] + terms.localOfSum + 2 * unit);
    double likely = std::sqrt(std::pow((1 - p) * row[i].alert, 2) + shared.alertSquared) +
                    alertFactor * (terms.localOfTerm[i] + 2 * unit) + terms.likelyOfSum;
    double flushed = currentFormat().smallestNormal; // terms below it may be +0
    double widest = std::max(p, 1 - p);              // a weight lies between 0 and 1
    result[i] = bounded(p, std::fmin(fail, widest) + flushed,
                        std::fmin(p * std::expm1(likely), widest) + flushed, terms.undecided);
  }
  return result;
}

Real logSumExp(const std::vector<Real> &row) {
  Terms terms = termsOf(row);
  if (!std::isfinite(terms.largest))
    return {terms.largest, 0, 0, terms.undecided};
  Weighted shared = weightedErrors(row, terms);
  double unit = currentFormat().unit, rest = std::log(terms.sum), value = terms.largest + rest;
  double local = 4 * unit * std::fabs(rest) + unit * std::fabs(value) + currentFormat().smallest;
  return bounded(value, shared.fail + terms.localOfSum + local,
                 std::sqrt(shared.alertSquared) + terms.likelyOfSum + alertFactor * local,
                 terms.undecided);
}

std::vector<Real> logSoftmaxOf(const std::vector<Real> &row) {
  Terms terms = termsOf(row);
  Weighted shared = weightedErrors(row, terms);
  double unit = currentFormat().unit, rest = std::log(terms.sum);
  std::vector<Real> result;
  for (size_t i = 0; i < row.size(); i++) {
    double value = row[i].value - terms.largest - rest, p = terms.weights[i];
    double exponent = std::isfinite(row[i].value) ? std::fabs(row[i].value - terms.largest) : 0;
    double local = unit * exponent + 4 * unit * std::fabs(rest) + unit * std::fabs(value) +
                   currentFormat().smallest;
    double own = row[i].fail * (shared.largestFail > 0.01 ? 1 : 1 - p);
    double likely = std::sqrt(std::pow((1 - p) * row[i].alert, 2) + shared.alertSquared);
    result.push_back(bounded(value, own + shared.fail + terms.localOfSum + local,
                             likely + terms.likelyOfSum + alertFactor * local, terms.undecided));
  }
  return result;
}

} // namespace hac::reference
