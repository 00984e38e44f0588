// Pooling. Sequences are [N, L, C], images [N, C, H, W].
#pragma once
#include "window.h"

namespace hac {

/// stride 0 stands for the kernel size. dilation is of max pooling, count_include_pad of average.
struct pool_options {
  pair kernel_size = 2, stride = 0, padding = 0, dilation = 1;
  bool ceil_mode = false, count_include_pad = true;
};

namespace detail {

enum class pooling { max, average };

constexpr Tensor pool(op opcode, pooling kind, spatial_layout layout, Tensor x, pool_options o,
                      loc at) {
  checker c(name_of(opcode), at, {x});
  if (o.stride == pair(0))
    o.stride = o.kernel_size;
  if (!c || !c.floating(x) || !c.rank(x, layout.rank(), layout.rank(), layout.text()) ||
      !check_option(c, layout, "kernel_size", o.kernel_size, 1) ||
      !check_option(c, layout, "stride", o.stride, 1) ||
      !check_option(c, layout, "padding", o.padding, 0) ||
      !check_option(c, layout, "dilation", o.dilation, 1))
    return c.poison();
  if (kind == pooling::average && !(o.dilation == pair(1))) {
    c.no(107, "average pooling has no dilation");
    return c.poison();
  }
  shape s = x.shape();
  for (int i = 0; i < layout.axes; i++) {
    if (2 * o.padding[i] > o.kernel_size[i]) {
      c.no(210, "padding ", o.padding[i], " is more than half of kernel_size ", o.kernel_size[i]);
      return c.poison();
    }
    if (o.ceil_mode && o.stride[i] + o.padding[i] > o.kernel_size[i]) {
      c.no(212, "ceil_mode needs stride + padding <= kernel_size, got ", o.stride[i], " + ",
           o.padding[i], " and ", o.kernel_size[i]);
      c.note("else the last window could begin beyond the input");
      return c.poison();
    }
    if (!slide(c, x, s[layout.first + i],
               {o.kernel_size[i], o.stride[i], o.padding[i], o.padding[i], o.dilation[i],
                o.ceil_mode}))
      return c.poison();
  }
  node_ref node = c.result(opcode, x.type(), s);
  put_option(node, layout, "kernel_size", o.kernel_size);
  put_option(node, layout, "stride", o.stride);
  put_option(node, layout, "padding", o.padding);
  if (kind == pooling::max)
    put_option(node, layout, "dilation", o.dilation);
  node.attr("ceil_mode", o.ceil_mode);
  if (kind == pooling::average)
    node.attr("count_include_pad", o.count_include_pad);
  return node;
}

constexpr Tensor adaptive_pool(op opcode, spatial_layout layout, Tensor x, pair out, loc at) {
  checker c(name_of(opcode), at, {x});
  if (!c || !c.floating(x) || !c.rank(x, layout.rank(), layout.rank(), layout.text()) ||
      !check_option(c, layout, "the output size", out, 1))
    return c.poison();
  shape s = x.shape();
  for (int i = 0; i < layout.axes; i++)
    s[layout.first + i] = out[i];
  node_ref node = c.result(opcode, x.type(), s);
  put_option(node, layout, "output_size", out);
  return node;
}

} // namespace detail

// The maximum, or the mean, of each window.
//
// x       [N, L, C] or [N, C, H, W]    f32, f16 or bf16     example: [B, T, 128]
// result  the same with L' = floor((L + 2*padding - dilation*(kernel-1) - 1) / stride) + 1,
//         rounded up under ceil_mode                        kernel 2: [B, T/2, 128]
//
// E101  x has a floating-point type
// E107  kernel_size, stride, dilation >= 1; padding >= 0; 1-D: one number each; average: dilation 1
// E109  x has rank 3 (1-D), rank 4 (2-D)
// E208  the kernel fits for all allowed sizes
// E210  padding is at most half the kernel size
// E212  ceil_mode: stride + padding <= kernel_size
//
// Padding is -inf for the maximum; for the mean it is 0, and counted unless count_include_pad is
// false. Source: torch.nn.functional.max_pool1d, avg_pool1d ...
#define HAC_POOL(name, kind, layout)                                                               \
  constexpr Tensor name(Tensor x, pool_options options, loc at = loc::current()) {                 \
    return detail::pool(op::name, detail::pooling::kind, detail::layout, x, options, at);          \
  }
HAC_POOL(max_pool1d, max, sequence_layout)
HAC_POOL(max_pool2d, max, image_layout)
HAC_POOL(avg_pool1d, average, sequence_layout)
HAC_POOL(avg_pool2d, average, image_layout)
#undef HAC_POOL

// Pooling to a given size: window i covers [floor(i*L/out), ceil((i+1)*L/out)).
//
// x       [N, L, C] or [N, C, H, W]    f32, f16 or bf16     example: [B, 512, 7, 7]
// out     >= 1; 2-D: a number or {h, w}                              1
// result  the same with spatial sizes `out`                          [B, 512, 1, 1]
//
// E101  x has a floating-point type
// E107  out >= 1; 1-D: one number
// E109  x has rank 3 (1-D), rank 4 (2-D)
#define HAC_ADAPTIVE_POOL(name, layout)                                                            \
  constexpr Tensor name(Tensor x, pair out, loc at = loc::current()) {                             \
    return detail::adaptive_pool(op::name, detail::layout, x, out, at);                            \
  }
HAC_ADAPTIVE_POOL(adaptive_avg_pool1d, sequence_layout)
HAC_ADAPTIVE_POOL(adaptive_avg_pool2d, image_layout)
HAC_ADAPTIVE_POOL(adaptive_max_pool1d, sequence_layout)
HAC_ADAPTIVE_POOL(adaptive_max_pool2d, image_layout)
#undef HAC_ADAPTIVE_POOL

} // namespace hac
