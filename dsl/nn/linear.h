// Linear and Embedding.
#pragma once
#include "../ops/index.h"
#include "../ops/linear.h"
#include "module.h"

namespace hac::nn {

/// y = x w^T + b over the last axis (hac::linear).
///
/// weight  [out_features, in_features], U(-1/sqrt(in), 1/sqrt(in))
/// bias    [out_features], the same
struct Linear {
  int in_features = 0, out_features = 0;
  bool bias = true;
  hac::dtype dtype = f32;
  Tensor weight_{}, bias_{};
  scope scope_{};

  constexpr void bind(const scope &s) { bind(s, uniform_fan(in_features)); }
  /// With another initial value of the bias.
  constexpr void bind(const scope &s, init bias_init) {
    scope_ = s;
    weight_ = s.param("weight", dtype, {out_features, in_features}, uniform_fan(in_features));
    if (bias)
      bias_ = s.param("bias", dtype, {out_features}, bias_init);
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    layer_call call(scope_, x, "Linear", at);
    return call ? linear(x, weight_, bias_) : call.poison();
  }
};

/// Rows of a table by number (hac::embedding).
///
/// weight  [num_embeddings, embedding_dim], N(0, 1)
///
/// The row padding_idx, if there is one, receives no gradient; fresh weights make it 0.
struct Embedding {
  int num_embeddings = 0, embedding_dim = 0, padding_idx = -1;
  hac::dtype dtype = f32;
  Tensor weight_{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    weight_ = s.param("weight", dtype, {num_embeddings, embedding_dim}, init::normal(0, 1));
  }
  constexpr Tensor operator()(Tensor ids, loc at = loc::current()) const {
    layer_call call(scope_, ids, "Embedding", at);
    return call ? embedding(ids, weight_, {.padding_idx = padding_idx}) : call.poison();
  }
};

} // namespace hac::nn
