#include "tests/reference/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hac::reference {

namespace {

std::string describe(const Tensor &tensor, int64_t element) {
  Index index(tensor.shape.size());
  for (size_t axis = tensor.shape.size(); axis-- > 0; element /= tensor.shape[axis])
    index[axis] = element % tensor.shape[axis];
  return nameOf(tensor.type) + toString(tensor.shape) + " at " + toString(index);
}

} // namespace

void Comparison::add(const Tensor &reference, const Tensor &computed) {
  if (reference.type != computed.type || reference.shape != computed.shape) {
    failures++;
    firstFailure = std::string("expected ") + nameOf(reference.type) + toString(reference.shape) +
                   ", got " + nameOf(computed.type) + toString(computed.shape);
    return;
  }
  auto failed = [&](int64_t element, double expected, double fail, double got) {
    char numbers[160];
    std::snprintf(numbers, sizeof numbers, ": expected %.17g within %.3g, got %.17g", expected,
                  fail, got);
    if (failures++ == 0)
      firstFailure = describe(reference, element) + numbers;
  };
  for (int64_t i = 0; i < reference.count(); i++) {
    elements++;
    if (!reference.isReal()) {
      const Whole &expected = reference.wholes[i];
      if (expected.undecided)
        undecided++;
      else if (expected.value != computed.wholes[i].value)
        failed(i, static_cast<double>(expected.value), 0,
               static_cast<double>(computed.wholes[i].value));
      continue;
    }
    const Real &expected = reference.reals[i];
    double got = computed.reals[i].value;
    if (expected.undecided) {
      undecided++;
    } else if (!std::isfinite(expected.value) || !std::isfinite(got)) {
      bool same = std::isnan(expected.value) ? std::isnan(got) : expected.value == got;
      if (!same)
        failed(i, expected.value, expected.fail, got);
    } else {
      double distance = std::fabs(got - expected.value);
      if (distance > expected.fail)
        failed(i, expected.value, expected.fail, got);
      else if (distance > expected.alert) // never beyond `fail`: that is the branch above
        alerts++;
      if (expected.fail > 0)
        worst = std::max(worst, distance / expected.fail);
    }
  }
}

} // namespace hac::reference
