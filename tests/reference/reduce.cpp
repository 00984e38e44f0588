// Reductions over axes.
#include "tests/reference/interpreter.h"
#include "tests/reference/rows.h"
#include "tests/reference/tape.h"

#include <algorithm>
#include <cmath>

namespace hac::reference {

namespace {

using RealRow = std::vector<Real>;
using WholeRow = std::vector<Whole>;

/// Calls f(result, number of the row, offsets of its elements) for each row.
template <class F> Tensor overRows(const Call &call, const std::vector<int64_t> &axes, F f) {
  const Tensor &x = call.operand(0);
  Tensor y(call.resultType(), withoutAxes(x.shape, axes, call.integer("keepdim") != 0));
  auto rows = rowsOver(x.shape, axes);
  for (size_t r = 0; r < rows.size(); r++)
    f(y, static_cast<int64_t>(r), rows[r]);
  return y;
}

RealRow realsAt(const Tensor &x, const std::vector<int64_t> &offsets) {
  RealRow row;
  for (int64_t offset : offsets)
    row.push_back(x.reals[offset]);
  return row;
}

WholeRow wholesAt(const Tensor &x, const std::vector<int64_t> &offsets) {
  WholeRow row;
  for (int64_t offset : offsets)
    row.push_back(x.wholes[offset]);
  return row;
}

/// A reduction of reals to one real, rounded once to the result's type.
Op realReduction(Real (*f)(const Call &, const RealRow &)) {
  return [f](const Call &call) {
    return std::vector<Tensor>{
        overRows(call, call.integers("axes"),
                 [&](Tensor &y, int64_t r, const std::vector<int64_t> &offsets) {
                   y.reals[r] = store(f(call, realsAt(call.operand(0), offsets)), y.type);
                 })};
  };
}

/// One that also takes integers (or bool).
Op reduction(Real (*onReals)(const Call &, const RealRow &),
             Whole (*onWholes)(const Call &, const WholeRow &), bool isExact) {
  return [=](const Call &call) {
    const Tensor &x = call.operand(0);
    return std::vector<Tensor>{
        overRows(call, call.integers("axes"),
                 [&](Tensor &y, int64_t r, const std::vector<int64_t> &offsets) {
                   if (x.isReal()) {
                     Real result = onReals(call, realsAt(x, offsets));
                     y.reals[r] = isExact ? result : store(result, y.type);
                   } else {
                     Whole result = onWholes(call, wholesAt(x, offsets));
                     y.wholes[r] = {wrap(x.type, result.value), result.undecided};
                   }
                 })};
  };
}

Real sumOf(const Call &, const RealRow &row) {
  Sum sum;
  for (const Real &x : row)
    sum.add(x);
  return sum.result();
}

Real productOf(const Call &, const RealRow &row) {
  Real product = exact(1);
  for (const Real &x : row)
    product = product * x;
  return product;
}

Real largestOf(const Call &, const RealRow &row) {
  Real best = exact(-INFINITY);
  for (const Real &x : row)
    best = max(best, x);
  return best;
}

Real smallestOf(const Call &, const RealRow &row) {
  Real best = exact(INFINITY);
  for (const Real &x : row)
    best = min(best, x);
  return best;
}

template <class F> Whole fold(const WholeRow &row, int64_t start, F f) {
  Whole result{start, false};
  for (const Whole &x : row)
    result = {f(result.value, x.value), result.undecided || x.undecided};
  return result;
}

Whole wholeSum(const Call &, const WholeRow &row) {
  return fold(row, 0, [](uint64_t a, uint64_t b) -> int64_t { return a + b; });
}

Whole wholeProduct(const Call &, const WholeRow &row) {
  return fold(row, 1, [](uint64_t a, uint64_t b) -> int64_t { return a * b; });
}

Whole wholeLargest(const Call &call, const WholeRow &row) {
  return fold(row, smallestOf(call.operand(0).type),
              [](int64_t a, int64_t b) { return std::max(a, b); });
}

Whole wholeSmallest(const Call &call, const WholeRow &row) {
  return fold(row, largestOf(call.operand(0).type),
              [](int64_t a, int64_t b) { return std::min(a, b); });
}

Whole anyOf(const Call &, const WholeRow &row) {
  return fold(row, 0, [](int64_t a, int64_t b) -> int64_t { return a || b; });
}

Whole allOf(const Call &, const WholeRow &row) {
  return fold(row, 1, [](int64_t a, int64_t b) -> int64_t { return a && b; });
}

Real noReal(const Call &call, const RealRow &) { call.refuse("not for floating types"); }

// 0/0 = NaN over an empty axis
Real meanOf(const Call &call, const RealRow &row) {
  return sumOf(call, row) / exact(static_cast<double>(row.size()));
}

Real lengthOf(const Call &, const RealRow &row) {
  Sum squares;
  for (const Real &x : row)
    squares.addProduct(x, x);
  return sqrtOfSquares(squares.result());
}

// sum (x - mean)² / max(0, n - correction): one element with correction 1 gives 0/0 = NaN
Real varianceOf(const Call &call, const RealRow &row) {
  Real mean = meanOf(call, row);
  Sum squares;
  for (const Real &x : row) {
    Real deviation = x - mean;
    squares.addProduct(deviation, deviation);
  }
  double length = static_cast<double>(row.size());
  return squares.result() /
         exact(std::max(0.0, length - static_cast<double>(call.integer("correction"))));
}

Real deviationOf(const Call &call, const RealRow &row) {
  return sqrtOfSquares(varianceOf(call, row));
}

Real logSumExpOf(const Call &, const RealRow &row) { return logSumExp(row); }

// ---- the index of the largest or smallest: the first of equals, the first NaN before all

/// -1: a comes before b, by value; undecided where the bounds overlap.
Order orderOf(const Tensor &x, int64_t a, int64_t b) {
  if (x.isReal())
    return compare(x.reals[a], x.reals[b]);
  int64_t left = x.wholes[a].value, right = x.wholes[b].value;
  return {left < right ? -1 : left > right ? 1 : 0, x.wholes[a].undecided || x.wholes[b].undecided};
}

Op argument(int wanted) { // 1: the largest, -1: the smallest
  return [wanted](const Call &call) {
    const Tensor &x = call.operand(0);
    auto isNaN = [&](int64_t offset) { return x.isReal() && std::isnan(x.reals[offset].value); };
    auto find = [&](Tensor &y, int64_t r, const std::vector<int64_t> &offsets) {
      if (offsets.empty())
        call.refuse("no element to choose from");
      size_t best = 0;
      for (size_t i = 1; i < offsets.size() && !isNaN(offsets[best]); i++)
        if (isNaN(offsets[i]) || orderOf(x, offsets[i], offsets[best]).sign == wanted)
          best = i;
      bool undecided = false;
      for (size_t i = 0; i < offsets.size() && !isNaN(offsets[best]); i++)
        undecided |= i != best && orderOf(x, offsets[i], offsets[best]).undecided;
      y.wholes[r] = {static_cast<int64_t>(best), undecided};
    };
    return std::vector<Tensor>{overRows(call, {call.integer("axis")}, find)};
  };
}

// ---- reduce(f, identity, x): f(.. f(f(identity, x0), x1) .., xn)

std::vector<Tensor> reduceByTape(const Call &call) {
  const Tensor &x = call.operand(0);
  const Tape *f = call.tapes("fn").at(0);
  auto fold = [&](Tensor &y, int64_t r, const std::vector<int64_t> &offsets) {
    Scalar result = Scalar::of(constant(call.number("identity")));
    for (int64_t offset : offsets)
      result = runTape(*f, {result, Scalar::of(x.reals[offset])}, call.operands);
    y.reals[r] = store(asReal(result), y.type);
  };
  return {overRows(call, call.integers("axes"), fold)};
}

} // namespace

void addReduceOps(OpTable &ops) {
  ops["sum"] = reduction(sumOf, wholeSum, false);
  ops["prod"] = reduction(productOf, wholeProduct, false);
  ops["amax"] = reduction(largestOf, wholeLargest, true);
  ops["amin"] = reduction(smallestOf, wholeSmallest, true);
  ops["any"] = reduction(noReal, anyOf, true);
  ops["all"] = reduction(noReal, allOf, true);
  ops["mean"] = realReduction(meanOf);
  ops["norm"] = realReduction(lengthOf);
  ops["logsumexp"] = realReduction(logSumExpOf);
  ops["var"] = realReduction(varianceOf);
  ops["stddev"] = realReduction(deviationOf);
  ops["argmax"] = argument(1);
  ops["argmin"] = argument(-1);
  ops["reduce"] = reduceByTape;
}

} // namespace hac::reference
