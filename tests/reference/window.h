// One spatial axis of a convolution or pool.
#pragma once
#include <cstdint>

namespace hac::reference {

/// Output `o` covers the inputs o·stride - before + t·dilation, t = 0 .. kernel-1.
struct Window {
  int64_t size, kernel, stride, before, after, dilation;

  /// How many places the kernel has: floor((size + before + after - dilation·(kernel-1) - 1) /
  /// stride) + 1. With `ceil` a last place that hangs over the end counts, if it starts inside the
  /// input or the padding before it.
  int64_t places(bool ceil) const {
    int64_t room = size + before + after - dilation * (kernel - 1) - 1;
    if (room < 0)
      return 0;
    int64_t places = (room + (ceil ? stride - 1 : 0)) / stride + 1;
    if (ceil && (places - 1) * stride >= size + before)
      places--;
    return places;
  }

  int64_t input(int64_t place, int64_t tap) const {
    return place * stride - before + tap * dilation;
  }
};

enum class PadMode : int64_t { zeros, reflect, replicate, circular };

/// The element that stands at position `i` of an axis padded beyond its ends; -1: the pad value.
///   zeros . . a b c . .   reflect c b a b c b a   replicate a a a b c c c   circular b c a b c a b
inline int64_t paddedSource(int64_t i, int64_t size, PadMode mode) {
  if (i >= 0 && i < size)
    return i;
  switch (mode) {
  case PadMode::reflect:
    return i < 0 ? -i : 2 * (size - 1) - i;
  case PadMode::replicate:
    return i < 0 ? 0 : size - 1;
  case PadMode::circular:
    return i < 0 ? i + size : i - size;
  default:
    return -1;
  }
}

} // namespace hac::reference
