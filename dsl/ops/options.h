// Option types that several ops share.
#pragma once
#include "../graph/blob_format.h"
#include <initializer_list>

namespace hac {

/// Axes of a tensor: one, several, or {} for all. Negative ones count from the end.
struct axes {
  int list[blob::max_rank]{};
  int count = 0; // may be more than fits: then an axis is named twice (E111)

  constexpr axes() = default;
  constexpr axes(int one) : count(1) { list[0] = one; }
  constexpr axes(std::initializer_list<int> several) {
    for (int axis : several) {
      if (count < (int)blob::max_rank)
        list[count] = axis;
      count++;
    }
  }
};

/// An option per spatial axis.  Example: 3 is {3, 3}; {h, w} for images
struct pair {
  int values[2]{};

  constexpr pair(int both) : values{both, both} {}
  constexpr pair(int h, int w) : values{h, w} {}
  constexpr int operator[](int i) const { return values[i]; }
  constexpr bool operator==(const pair &) const = default;
};

/// Padding of a convolution: 1, {1, 2} for height and width, or `same`.
struct padding {
  int values[2]{};
  bool keep_size = false;

  constexpr padding(int both) : values{both, both} {}
  constexpr padding(int h, int w) : values{h, w} {}
  constexpr padding(pair p) : values{p[0], p[1]} {}
  constexpr int operator[](int i) const { return values[i]; }

  static constexpr padding same_size() {
    padding p = 0;
    p.keep_size = true;
    return p;
  }
};

/// As much padding as keeps the size: dilation * (kernel_size - 1) in all, the smaller half first.
inline constexpr padding same = padding::same_size();

/// What lies outside of the input: zeros, or elements of it.
///   zeros 00[abc]00   reflect cb[abc]ba   replicate aa[abc]cc   circular bc[abc]ab
enum class pad_mode : unsigned char { zeros, reflect, replicate, circular };

} // namespace hac
