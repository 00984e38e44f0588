// The little mathematics that options and initial values need while the graph is built: clang 22
// does not evaluate <cmath> in constants.
#pragma once

namespace hac::detail {

/// sqrt(x) by Newton's method, from above until it stops falling; 0 for x <= 0 and NaN.
constexpr double square_root(double x) {
  if (!(x > 0))
    return 0;
  double root = x > 1 ? x : 1;
  for (;;) {
    double next = 0.5 * (root + x / root);
    if (!(next < root))
      return root;
    root = next;
  }
}

} // namespace hac::detail
