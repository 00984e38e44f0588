// Dense tensors of the reference, and walking over their indices.
#pragma once
#include "tests/reference/number.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace hac::reference {

/// What is wrong with a blob, a file or a call. The reference is a test tool: it says so and stops.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Shape = std::vector<int64_t>;
using Index = std::vector<int64_t>;

int64_t elementCount(const Shape &shape);
/// Row-major: offset({2, 3}, {1, 2}) = 5.
int64_t offsetOf(const Shape &shape, const Index &index);
std::string toString(const Shape &shape);

/// Elements are reals for the floating types, wholes for the integers and bool (0 or 1).
struct Tensor {
  Tensor() = default;
  Tensor(DType type, Shape shape);

  DType type = DType::none;
  Shape shape;
  std::vector<Real> reals;
  std::vector<Whole> wholes;

  bool isReal() const { return isFloat(type); }
  int64_t rank() const { return static_cast<int64_t>(shape.size()); }
  int64_t count() const { return elementCount(shape); }

  const Real &real(const Index &index) const { return reals[offsetOf(shape, index)]; }
  Real &real(const Index &index) { return reals[offsetOf(shape, index)]; }
  const Whole &whole(const Index &index) const { return wholes[offsetOf(shape, index)]; }
  Whole &whole(const Index &index) { return wholes[offsetOf(shape, index)]; }

  /// Copies one element of a tensor of the same type.
  void take(int64_t to, const Tensor &source, int64_t from);
};

/// Calls f(index) for every index of the shape, last axis fastest. Rank 0: once, with {}.
template <class F> void forEach(const Shape &shape, F f) {
  Index index(shape.size(), 0);
  for (int64_t left = elementCount(shape); left > 0; left--) {
    f(static_cast<const Index &>(index));
    for (size_t axis = shape.size(); axis-- > 0;) {
      if (++index[axis] < shape[axis])
        break;
      index[axis] = 0;
    }
  }
}

/// NumPy's rule; throws where the shapes do not broadcast.
Shape broadcastShapes(const Shape &a, const Shape &b);
/// Where element `index` of the broadcast result comes from in an operand.
int64_t broadcastOffset(const Shape &operand, const Index &index);

/// Two's complement wrap-around to the width of an integer type.
int64_t wrap(DType type, int64_t value);
int64_t smallestOf(DType type);
int64_t largestOf(DType type);

} // namespace hac::reference
