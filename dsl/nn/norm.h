// Normalisations.
#pragma once
#include "../ops/norm.h"
#include "module.h"

#include <initializer_list>

namespace hac::nn {

/// The sizes of the last axes of a tensor.  Example: 256, or {28, 28}
struct last_sizes {
  param_dims dims;

  constexpr last_sizes(int only) : dims({only}) {}
  constexpr last_sizes(std::initializer_list<dim> several) : dims(several) {}
  constexpr int rank() const { return dims.rank; }
};

/// Zero mean and unit variance over the last axes (hac::layer_norm).
///
/// weight  normalized_shape, 1
/// bias    normalized_shape, 0
struct LayerNorm {
  last_sizes normalized_shape = 0;
  double eps = 1e-5;
  bool elementwise_affine = true, bias = true;
  hac::dtype dtype = f32;
  Tensor weight_{}, bias_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    if (elementwise_affine)
      weight_ = hac::detail::param(s, "weight", dtype, normalized_shape.dims, init::ones());
    if (elementwise_affine && bias)
      bias_ = hac::detail::param(s, "bias", dtype, normalized_shape.dims, init::zeros());
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "LayerNorm", at);
    return call ? layer_norm(x, normalized_shape.rank(), weight_, bias_, eps) : call.poison();
  }
};

/// Unit root mean square over the last axes (hac::rms_norm).
///
/// weight  normalized_shape, 1
struct RMSNorm {
  last_sizes normalized_shape = 0;
  double eps = 1.1920928955078125e-07; // 2^-23, the distance from 1 to the next f32
  bool elementwise_affine = true;
  hac::dtype dtype = f32;
  Tensor weight_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    if (elementwise_affine)
      weight_ = hac::detail::param(s, "weight", dtype, normalized_shape.dims, init::ones());
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "RMSNorm", at);
    return call ? rms_norm(x, normalized_shape.rank(), weight_, eps) : call.poison();
  }
};

/// Zero mean and unit variance over groups of channels (hac::group_norm).
///
/// weight  [num_channels], 1
/// bias    [num_channels], 0
struct GroupNorm {
  int num_groups = 1, num_channels = 0;
  double eps = 1e-5;
  bool affine = true;
  hac::dtype dtype = f32;
  Tensor weight_{}, bias_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    if (!affine)
      return;
    weight_ = s.param("weight", dtype, {num_channels}, init::ones());
    bias_ = s.param("bias", dtype, {num_channels}, init::zeros());
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "GroupNorm", at);
    return call ? group_norm(x, num_groups, weight_, bias_, eps) : call.poison();
  }
};

/// Normalises each channel by running statistics (hac::batch_norm); 1d and 2d differ in nothing.
///
/// weight, bias               [num_features], 1 and 0
/// running_mean, running_var  f32 [num_features], buffers, 0 and 1
/// num_batches_tracked        i64 [], buffer, 0: counts training steps
struct BatchNorm2d {
  int num_features = 0;
  double eps = 1e-5, momentum = 0.1;
  bool affine = true;
  bool frozen = false; // keep to the running statistics in training functions, too
  hac::dtype dtype = f32;
  Tensor weight_{}, bias_{}, running_mean_{}, running_var_{}, num_batches_tracked_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    if (affine) {
      weight_ = s.param("weight", dtype, {num_features}, init::ones());
      bias_ = s.param("bias", dtype, {num_features}, init::zeros());
    }
    running_mean_ = s.buffer("running_mean", f32, {num_features}, init::zeros());
    running_var_ = s.buffer("running_var", f32, {num_features}, init::ones());
    num_batches_tracked_ = s.buffer("num_batches_tracked", i64, {}, init::zeros());
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "BatchNorm", at);
    if (!call)
      return call.poison();
    return batch_norm(x, running_mean_, running_var_, weight_, bias_,
                      {.momentum = momentum, .eps = eps, .frozen = frozen});
  }
};
using BatchNorm1d = BatchNorm2d;

} // namespace hac::nn
