// Sliding windows: what convolution and pooling have in common.
#pragma once
#include "check.h"

namespace hac::detail {

/// Where channels and the spatial axes of an op on 1-D or 2-D data are (manual.md, Layout).
struct spatial_layout {
  int axes;     // 1 or 2 spatial axes
  int channels; // [N, L, C]: 2   [N, C, H, W]: 1
  int first;    // first spatial axis

  constexpr const char *text() const {
    return axes == 1 ? "[batch, seq, channels]" : "[batch, channels, height, width]";
  }
  constexpr int rank() const { return axes + 2; }
};
inline constexpr spatial_layout sequence_layout{1, 2, 1}, image_layout{2, 1, 2};

/// Largest stride, dilation, kernel size: far beyond use, and their products fit 64 bits.
inline constexpr int largest_option = 1 << 20;

/// Options of one spatial axis.
struct window {
  std::int64_t kernel, stride, before, after, dilation;
  bool round_up = false;

  /// Elements that one position covers.
  constexpr std::int64_t covers() const { return dilation * (kernel - 1) + 1; }
};

/// size -> floor((size + before + after - covers) / stride) + 1; E208 unless the kernel always
/// fits.
constexpr bool slide(checker &c, Tensor x, std::int64_t &size, const window &w) {
  dim_table &dims = c.g->dims;
  std::int64_t room = dims.add(size, w.before + w.after - w.covers());
  if (!c.g->dims_written(c.name, c.at))
    return false;
  interval range = dims.range(room);
  if (range.min < 0) {
    const char *padded = w.before || w.after ? " with padding" : "";
    interval have = dims.range(size);
    std::int64_t pad = w.before + w.after;
    if (range.max < 0)
      c.no(208, "the kernel is larger than the input: kernel covers ", w.covers(), ", ",
           dim_text{size}, " is at most ", have.max + pad, padded);
    else
      c.no(208, "the kernel may be larger than the input: kernel covers ", w.covers(), ", ",
           dim_text{size}, " can be as small as ", have.min + pad, padded);
    c.minimum_note(room, 0, ", or add padding");
    return c.came_from("the input", x);
  }
  size = dims.add(dims.div(w.round_up ? dims.add(room, w.stride - 1) : room, w.stride), 1);
  return true;
}

/// An option with one number per spatial axis; an op on sequences takes one number.
constexpr bool check_option(checker &c, spatial_layout layout, const char *what, int first,
                            int second, int least) {
  if (layout.axes == 1 && first != second)
    return c.no(107, what, " is {", first, ", ", second, "}, but there is one spatial axis");
  return c.option(what, first, least, largest_option) &&
         c.option(what, second, least, largest_option);
}
template <class Option>
constexpr bool check_option(checker &c, spatial_layout layout, const char *what, const Option &o,
                            int least) {
  return check_option(c, layout, what, o[0], o[1], least);
}

/// One attribute row per spatial axis.
constexpr void put_option(node_ref node, spatial_layout layout, const char *key, const pair &o) {
  for (int i = 0; i < layout.axes; i++)
    node.attr(key, o[i]);
}

} // namespace hac::detail
