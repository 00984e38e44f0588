// Normalisation and softmax.
#pragma once
#include "check.h"

namespace hac {

namespace detail {

/// E301: a weight or bias has the shape of the last `dims` axes.
constexpr bool check_normalized(checker &c, Tensor x, Tensor w, int dims, const char *what) {
  if (!w.bound())
    return true;
  if (!c.same_type(x, w))
    return false;
  if (w.shape() == x.shape().last(dims))
    return true;
  c.no(301, "the ", what, " must have the shape ", x.shape().last(dims),
       " of the last dimensions of ", x, ", got ", w);
  return c.came_from("the input", x);
}

/// Numbers that layer_norm and rms_norm check alike.
constexpr bool check_norm(checker &c, Tensor x, int dims, double eps) {
  if (!c.floating(x) || !c.option("dims", dims, 1, blob::max_rank) || !c.positive("eps", eps))
    return false;
  if (dims <= x.rank())
    return true;
  return c.no(109, "cannot normalise the last ", dims, " dimensions of ", x);
}

/// E302: a vector with one element per channel.
constexpr bool check_per_channel(checker &c, Tensor x, Tensor w, const char *what) {
  if (!w.bound())
    return true;
  if (!c.same_type(x, w))
    return false;
  std::int64_t channels = x.shape()[channel_axis(x.rank())];
  if (w.rank() == 1 && w.shape()[0] == channels)
    return true;
  c.no(302, "the ", what, " must be [", dim_text{channels}, "], got ", w, " for ", x);
  return c.came_from("the input", x);
}

} // namespace detail

/// Zero mean and unit variance over the last `dims` axes, then scaled and shifted:
///     y[..., i] = (x[..., i] - mean) / sqrt(variance + eps) * w[i] + b[i]
///
/// x       [.., n]  f32, f16 or bf16              example: [B, T, 64]
/// w, b    [n]      the type of x; left out: 1, 0          [64]
/// eps              in units of x * x
/// result  [.., n]  the type of x                          [B, T, 64]
///
/// E101  x has a floating-point type
/// E102  w and b have the type of x
/// E107  dims >= 1; eps > 0
/// E109  x has at least `dims` axes
/// E301  w and b have the shape of the last `dims` axes of x
///
/// Mean and variance (by n, not n - 1) are taken in f32 whatever the type of x.
/// Source: Ba et al. 2016; torch.nn.functional.layer_norm.
constexpr Tensor layer_norm(Tensor x, int dims = 1, Tensor w = {}, Tensor b = {}, double eps = 1e-5,
                            loc at = loc::current()) {
  checker c("layer_norm", at, {x}, {w, b});
  if (!c || !detail::check_norm(c, x, dims, eps) ||
      !detail::check_normalized(c, x, w, dims, "weight") ||
      !detail::check_normalized(c, x, b, dims, "bias"))
    return c.poison();
  return c.result(op::layer_norm, x.type(), x.shape()).attr("dims", dims).attr("eps", eps);
}

/// Scales x to unit root mean square over its last `dims` axes (here one, of n):
///     y[..., i] = x[..., i] / sqrt(mean(x[..., :]^2) + eps) * w[i]
///
/// x       [.., n]  f32, f16 or bf16              example: [B, T, 64]
/// w       [n]      the type of x; left out: ones          [64]
/// eps              in units of x * x
/// result  [.., n]  the type of x                          [B, T, 64]
///
/// E101  x has a floating-point type
/// E102  w has the type of x
/// E107  dims >= 1; eps > 0 (then a row of zeros gives zeros and not NaN)
/// E109  x has at least `dims` axes
/// E301  w has the shape of the last `dims` axes of x
///
/// The mean and the square root are taken in f32 whatever the type of x.
/// Source: Zhang and Sennrich 2019; torch.nn.functional.rms_norm.
constexpr Tensor rms_norm(Tensor x, int dims = 1, Tensor w = {},
                          double eps = 1.1920928955078125e-07, loc at = loc::current()) {
  checker c("rms_norm", at, {x}, {w});
  if (!c || !detail::check_norm(c, x, dims, eps) ||
      !detail::check_normalized(c, x, w, dims, "weight"))
    return c.poison();
  return c.result(op::rms_norm, x.type(), x.shape()).attr("dims", dims).attr("eps", eps);
}

/// Zero mean and unit variance per sample and group of channels, then scaled and shifted per
/// channel.
///
/// x       [N, C], [N, L, C] or [N, C, H, W]  f32, f16 or bf16   example: [B, 32, H, W]
/// groups  divides C; C: instance norm                                    8
/// w, b    [C]  the type of x; left out: 1, 0                             [32]
/// result  the shape and type of x
///
/// E101  x has a floating-point type
/// E102  w and b have the type of x
/// E107  groups >= 1; eps > 0
/// E109  x has rank 2, 3 or 4
/// E302  w and b are [C]
/// E303  groups divides C
///
/// Source: Wu and He 2018; torch.nn.functional.group_norm.
constexpr Tensor group_norm(Tensor x, int groups, Tensor w = {}, Tensor b = {}, double eps = 1e-5,
                            loc at = loc::current()) {
  checker c("group_norm", at, {x}, {w, b});
  if (!c || !c.floating(x) || !c.rank(x, 2, 4, "rank 2, 3 or 4") ||
      !c.option("groups", groups, 1, blob::max_symbol) || !c.positive("eps", eps))
    return c.poison();
  std::int64_t channels = x.shape()[channel_axis(x.rank())];
  if (!c.divisible(channels, groups)) {
    c.no(303, groups, " groups do not divide the ", dim_text{channels}, " channels of ", x);
    return c.poison();
  }
  if (!detail::check_per_channel(c, x, w, "weight") || !detail::check_per_channel(c, x, b, "bias"))
    return c.poison();
  return c.result(op::group_norm, x.type(), x.shape()).attr("groups", groups).attr("eps", eps);
}

/// momentum and frozen matter in training functions; a frozen layer never updates its statistics.
struct batch_norm_options {
  double momentum = 0.1, eps = 1e-5;
  bool frozen = false;
};

/// Normalised per channel with running statistics, then scaled and shifted:
///     y = (x - mean[c]) / sqrt(var[c] + eps) * w[c] + b[c]
///
/// x          [N, C], [N, L, C] or [N, C, H, W]  f32, f16 or bf16   example: [B, 64, 56, 56]
/// mean, var  [C]  f32                                                       [64]
/// w, b       [C]  the type of x; left out: 1, 0                             [64]
/// result     the shape and type of x
///
/// E101  x has a floating-point type
/// E102  w and b have the type of x
/// E107  eps > 0; 0 <= momentum <= 1
/// E109  x has rank 2, 3 or 4
/// E302  w and b are [C]
/// E304  mean and var are f32[C]
///
/// Source: Ioffe and Szegedy 2015; torch.nn.functional.batch_norm.
constexpr Tensor batch_norm(Tensor x, Tensor mean, Tensor var, Tensor w = {}, Tensor b = {},
                            batch_norm_options options = {}, loc at = loc::current()) {
  checker c("batch_norm", at, {x, mean, var}, {w, b});
  if (!c || !c.floating(x) || !c.rank(x, 2, 4, "rank 2, 3 or 4") || !c.positive("eps", options.eps))
    return c.poison();
  if (!(options.momentum >= 0 && options.momentum <= 1)) {
    c.no(107, "momentum is ", options.momentum, ", allowed is 0 to 1");
    return c.poison();
  }
  std::int64_t channels = x.shape()[channel_axis(x.rank())];
  for (Tensor statistic : {mean, var})
    if (statistic.type() != f32 || statistic.rank() != 1 || statistic.shape()[0] != channels) {
      c.no(304, "running statistics must be f32[", dim_text{channels}, "], got ", statistic,
           " for ", x);
      c.came_from("the input", x);
      return c.poison();
    }
  if (!detail::check_per_channel(c, x, w, "weight") || !detail::check_per_channel(c, x, b, "bias"))
    return c.poison();
  return c.result(op::batch_norm, x.type(), x.shape())
      .attr("momentum", options.momentum)
      .attr("eps", options.eps)
      .attr("frozen", options.frozen);
}

/// x / max(norm(x), eps) along an axis, with the Euclidean norm.
///
/// E101  x has a floating-point type
/// E107  eps > 0
/// E108  axis
constexpr Tensor normalize(Tensor x, int axis = -1, double eps = 1e-12, loc at = loc::current()) {
  checker c("normalize", at, {x});
  if (!c || !c.floating(x) || !c.axis(x, axis) || !c.positive("eps", eps))
    return c.poison();
  return c.result(op::normalize, x.type(), x.shape()).attr("axis", axis).attr("eps", eps);
}

/// exp(x - max) / sum(exp(x - max)) along an axis, in f32 whatever the type of x.
///
/// E101  x has a floating-point type
/// E108  axis
constexpr Tensor softmax(Tensor x, int axis = -1, loc at = loc::current()) {
  checker c("softmax", at, {x});
  if (!c || !c.floating(x) || !c.axis(x, axis))
    return c.poison();
  return c.result(op::softmax, x.type(), x.shape()).attr("axis", axis);
}

/// x - max - log(sum(exp(x - max))) along an axis: the logarithm of softmax.
///
/// E101  x has a floating-point type
/// E108  axis
constexpr Tensor log_softmax(Tensor x, int axis = -1, loc at = loc::current()) {
  checker c("log_softmax", at, {x});
  if (!c || !c.floating(x) || !c.axis(x, axis))
    return c.poison();
  return c.result(op::log_softmax, x.type(), x.shape()).attr("axis", axis);
}

} // namespace hac
