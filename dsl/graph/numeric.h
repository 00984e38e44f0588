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

/// The natural logarithm of x > 0, to a few ulps: x = 2^k m, and log m as a series in (m - 1) / (m + 1).
constexpr double logarithm(double x) {
  constexpr double ln2 = 0.693147180559945309417;
  int k = 0;
  for (; x < 0.70710678118654752; k--)
    x *= 2;
  for (; x > 1.4142135623730950; k++)
    x /= 2;
  double z = (x - 1) / (x + 1), square = z * z, power = z, sum = 0;
  for (int i = 1; i < 60; i += 2, power *= square)
    sum += power / i;
  return 2 * sum + k * ln2;
}

} // namespace hac::detail
