// Convolution.
#pragma once
#include "linear.h"
#include "window.h"

namespace hac {

/// conv1d takes one number each, conv2d also pairs {h, w}.
struct conv_options {
  pair stride = 1;
  hac::padding padding = 0;
  pair dilation = 1;
  int groups = 1;
  pad_mode mode = pad_mode::zeros;
};

namespace detail {

// E206 E207: channels of input and weight, in `groups` groups.
constexpr bool check_channels(checker &c, spatial_layout layout, Tensor x, Tensor w, int groups) {
  const std::int64_t in = x.shape()[layout.channels], out = w.shape()[0], each = w.shape()[1];
  if (!c.divisible(out, groups))
    return c.no(207, groups, " groups do not divide the ", dim_text{out}, " output channels of ",
                w);
  if (!c.divisible(in, groups))
    return c.no(207, groups, " groups do not divide the ", dim_text{in}, " input channels of ", x);
  const std::int64_t wanted = c.g->dims.mul(each, groups);
  if (in == wanted)
    return true;
  c.no(206, "the input has ", dim_text{in}, " channels, the weight wants ", dim_text{wanted}, ": ",
       x, " with weight ", w);
  if (layout.axes == 1 && x.shape()[1] == wanted)
    c.note("sequences are [batch, seq, channels] here: transpose(x, 1, 2)");
  if (layout.axes == 2 && x.shape()[3] == wanted)
    c.note("images are [batch, channels, height, width] here: permute(x, {0, 3, 1, 2})");
  return c.came_from("the input", x);
}

// E610: a mode other than zeros takes its elements from the input.
constexpr bool check_mode(checker &c, Tensor x, int axis, pad_mode mode, std::int64_t before,
                          std::int64_t after) {
  const std::int64_t size = x.shape()[axis], most = before > after ? before : after;
  const std::int64_t wanted = mode == pad_mode::reflect ? most + 1 : most;
  if (most == 0 || mode == pad_mode::zeros || mode == pad_mode::replicate ||
      c.always_at_least(size, wanted))
    return true;
  c.no(610, "padding of ", most, " cannot be taken from ", dim_text{size},
       " elements of dimension ", axis, " of ", x);
  return c.minimum_note(size, wanted, ", or pad with zeros");
}

constexpr Tensor convolution(op opcode, spatial_layout layout, Tensor x, Tensor w, Tensor b,
                             const conv_options &o, loc at) {
  checker c(name_of(opcode), at, {x, w}, {b});
  if (!c || !c.floating(x) || !c.same_type(x, w) ||
      !c.rank(x, layout.rank(), layout.rank(), layout.text()))
    return c.poison();
  if (w.rank() != layout.rank()) {
    c.no(205, "the weight must be [out, in/groups, ",
         layout.axes == 1 ? "kernel" : "kernel height, kernel width", "], got ", w);
    c.came_from("the weight", w);
    return c.poison();
  }
  if (!check_option(c, layout, "stride", o.stride, 1) ||
      !check_option(c, layout, "padding", o.padding, 0) ||
      !check_option(c, layout, "dilation", o.dilation, 1) ||
      !c.option("groups", o.groups, 1, largest_option) ||
      !check_channels(c, layout, x, w, o.groups) || !check_bias(c, b, w.shape()[0], x))
    return c.poison();

  shape s = x.shape();
  std::int64_t padding[4]{};
  for (int i = 0; i < layout.axes; i++) {
    const int axis = layout.first + i;
    const std::int64_t kernel = w.shape()[2 + i];
    std::int64_t before = o.padding[i], after = o.padding[i];
    if (c.g->dims.symbolic(kernel) || kernel < 1) {
      c.no(205, "the kernel size must be a constant of at least 1, got ", w);
      return c.poison();
    }
    if (o.padding.keep_size) {
      const std::int64_t all = o.dilation[i] * (kernel - 1);
      before = all / 2;
      after = all - before;
      if (o.stride[i] != 1) {
        c.no(209, "padding = same needs stride 1, got ", o.stride[i]);
        c.note("write the padding as a number: .padding = ", before);
        return c.poison();
      }
    }
    if (!check_mode(c, x, axis, o.mode, before, after))
      return c.poison();
    // `same` keeps the size, also where the window arithmetic cannot see that it does.
    if (!o.padding.keep_size &&
        !slide(c, x, s[axis], {kernel, o.stride[i], before, after, o.dilation[i]}))
      return c.poison();
    padding[2 * i] = before;
    padding[2 * i + 1] = after;
  }
  s[layout.channels] = w.shape()[0];
  node_ref node = c.result(opcode, x.type(), s);
  put_option(node, layout, "stride", o.stride);
  for (int i = 0; i < 2 * layout.axes; i++)
    node.attr("padding", padding[i]);
  put_option(node, layout, "dilation", o.dilation);
  return node.attr("groups", o.groups).attr("mode", (int)o.mode);
}

} // namespace detail

/// Convolution (as in all of deep learning: correlation) along a sequence:
///     y[n, t, o] = b[o] + sum over i, k of x[n, t * stride + k * dilation - padding, i] * w[o, i,
///     k]
/// with i over the input channels of o's group; what lies outside of x is given by `mode`.
///
/// x       [N, L, in]           f32, f16 or bf16     example: [B, T, 128]
/// w       [out, in/groups, k]  the type of x                 [64, 128, 3]
/// b       [out]                the type of x                 [64]
/// result  [N, L', out]                                       stride 2, padding 1: [B, (T+1)/2, 64]
///         L' = floor((L + 2*padding - dilation*(k-1) - 1) / stride) + 1
///         padding = same: L' = L, with floor(dilation*(k-1)/2) before and the rest after
///
/// E101  x has a floating-point type
/// E102  w and b have the type of x
/// E107  stride, dilation, groups >= 1; padding >= 0; one number each
/// E109  x has rank 3
/// E204  b is [out]
/// E205  w has rank 3 and a constant kernel
/// E206  x has in = groups * w's second dimension channels
/// E207  groups divides in and out
/// E208  the kernel fits for all allowed sizes
/// E209  `same` goes with stride 1
/// E610  reflect and circular find enough elements
///
/// Sums are accumulated in f32 and rounded once.
/// Source: torch.nn.functional.conv1d, with channels last.
constexpr Tensor conv1d(Tensor x, Tensor w, Tensor b = {}, conv_options options = {},
                        loc at = loc::current()) {
  return detail::convolution(op::conv1d, detail::sequence_layout, x, w, b, options, at);
}

/// Convolution over height and width; as conv1d, for each of the two axes.
///
/// x       [N, in, H, W]            f32, f16 or bf16   example: [B, 3, 224, 224]
/// w       [out, in/groups, kh, kw]  the type of x              [64, 3, 7, 7]
/// b       [out]                     the type of x              [64]
/// result  [N, out, H', W']                                     stride 2, padding 3: [B, 64, 112,
/// 112]
///
/// E101 E102 E107 E109 E204 E205 E206 E207 E208 E209 E610  as conv1d; x and w have rank 4
///
/// Source: torch.nn.functional.conv2d.
constexpr Tensor conv2d(Tensor x, Tensor w, Tensor b = {}, conv_options options = {},
                        loc at = loc::current()) {
  return detail::convolution(op::conv2d, detail::image_layout, x, w, b, options, at);
}

} // namespace hac
