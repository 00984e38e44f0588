// Convolutions and pooling.
#pragma once
#include "../ops/conv.h"
#include "../ops/pool.h"
#include "module.h"

namespace hac::nn {

namespace detail {

/// in / groups; groups = 0 is reported by the op, at the module's call.
constexpr int channels_per_group(int in, int groups) { return groups > 0 ? in / groups : in; }

} // namespace detail

/// Convolution of [batch, seq, channels] along seq (hac::conv1d).
///
/// weight  [out, in / groups, kernel_size], U(-1/sqrt(fan), 1/sqrt(fan)), fan = in / groups * kernel
/// bias    [out], the same
struct Conv1d {
  int in_channels = 0, out_channels = 0, kernel_size = 1, stride = 1;
  hac::padding padding = 0;
  int dilation = 1, groups = 1;
  bool bias = true;
  pad_mode padding_mode = pad_mode::zeros;
  hac::dtype dtype = f32;
  Tensor weight_{}, bias_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    int in = detail::channels_per_group(in_channels, groups);
    init how = uniform_fan((double)in * kernel_size);
    weight_ = s.param("weight", dtype, {out_channels, in, kernel_size}, how);
    if (bias)
      bias_ = s.param("bias", dtype, {out_channels}, how);
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "Conv1d", at);
    if (!call)
      return call.poison();
    return conv1d(x, weight_, bias_,
                  {.stride = stride,
                   .padding = padding,
                   .dilation = dilation,
                   .groups = groups,
                   .mode = padding_mode});
  }
};

/// Convolution of [batch, channels, height, width] (hac::conv2d).
///
/// weight  [out, in / groups, kh, kw], U(-1/sqrt(fan), 1/sqrt(fan)), fan = in / groups * kh * kw
/// bias    [out], the same
struct Conv2d {
  int in_channels = 0, out_channels = 0;
  pair kernel_size = 1, stride = 1;
  hac::padding padding = 0;
  pair dilation = 1;
  int groups = 1;
  bool bias = true;
  pad_mode padding_mode = pad_mode::zeros;
  hac::dtype dtype = f32;
  Tensor weight_{}, bias_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    int in = detail::channels_per_group(in_channels, groups);
    init how = uniform_fan((double)in * kernel_size[0] * kernel_size[1]);
    weight_ = s.param("weight", dtype, {out_channels, in, kernel_size[0], kernel_size[1]}, how);
    if (bias)
      bias_ = s.param("bias", dtype, {out_channels}, how);
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "Conv2d", at);
    if (!call)
      return call.poison();
    return conv2d(x, weight_, bias_,
                  {.stride = stride,
                   .padding = padding,
                   .dilation = dilation,
                   .groups = groups,
                   .mode = padding_mode});
  }
};

/// hac::max_pool1d; stride 0 is kernel_size.
struct MaxPool1d {
  int kernel_size = 2, stride = 0, padding = 0, dilation = 1;
  bool ceil_mode = false;

  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return max_pool1d(x,
                      {.kernel_size = kernel_size,
                       .stride = stride ? stride : kernel_size,
                       .padding = padding,
                       .dilation = dilation,
                       .ceil_mode = ceil_mode},
                      at);
  }
};

/// hac::max_pool2d; stride 0 is kernel_size.
struct MaxPool2d {
  pair kernel_size = 2, stride = 0, padding = 0, dilation = 1;
  bool ceil_mode = false;

  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return max_pool2d(x,
                      {.kernel_size = kernel_size,
                       .stride = stride == pair(0) ? kernel_size : stride,
                       .padding = padding,
                       .dilation = dilation,
                       .ceil_mode = ceil_mode},
                      at);
  }
};

/// hac::adaptive_avg_pool2d
struct AdaptiveAvgPool2d {
  pair output_size = 1;

  constexpr void bind(const scope &) {}
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return adaptive_avg_pool2d(x, output_size, at);
  }
};

} // namespace hac::nn
