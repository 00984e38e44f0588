// Multi-head attention with its projections.
#pragma once
#include "../ops/attention.h"
#include "../ops/parts.h"
#include "linear.h"
#include "module.h"

namespace hac::nn {

/// What a call of an attention module may add: a mask for every head, and where the first query
/// stands among the keys (see hac::attention).
struct attention_call {
  hac::mask mask{};
  Tensor q_start{};
};

/// Multi-head attention whose heads differ: some global, some local, some with a score of their own.
///
///     nn::MixedAttention mixed{.embed_dim = 256,
///                              .groups = {{.count = 2}, {.count = 6, .mask = window(32)}}};
///
/// The parameters are those of torch.nn.MultiheadAttention, so weights of full attention load.
/// Ekv is embed_dim / heads * num_kv_heads; num_kv_heads is `heads` if it is left out.
///
/// in_proj_weight  [E + 2 Ekv, E], Xavier uniform; or, if kdim or vdim differs from E,
/// q_proj_weight   [E, E], k_proj_weight [Ekv, kdim], v_proj_weight [Ekv, vdim]
/// in_proj_bias    [E + 2 Ekv], 0
/// out_proj        weight [E, E], U(-1/sqrt(E), 1/sqrt(E)); bias 0
struct MixedAttention {
  int embed_dim = 0;
  head_groups groups{};
  double dropout = 0;
  bool bias = true;
  int num_kv_heads = 0, kdim = 0, vdim = 0; // 0: as many as heads; embed_dim
  hac::dtype dtype = f32;
  Tensor in_proj_weight_{}, q_proj_weight_{}, k_proj_weight_{}, v_proj_weight_{}, in_proj_bias_{};
  Linear out_proj{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    int e = embed_dim, kv = kv_dim(), of_key = kdim ? kdim : e, of_value = vdim ? vdim : e;
    if (of_key == e && of_value == e) {
      in_proj_weight_ = s.param("in_proj_weight", dtype, {e + 2 * kv, e},
                                xavier_uniform(e, e + 2 * kv));
    } else {
      q_proj_weight_ = s.param("q_proj_weight", dtype, {e, e}, xavier_uniform(e, e));
      k_proj_weight_ = s.param("k_proj_weight", dtype, {kv, of_key}, xavier_uniform(of_key, kv));
      v_proj_weight_ =
          s.param("v_proj_weight", dtype, {kv, of_value}, xavier_uniform(of_value, kv));
    }
    if (bias)
      in_proj_bias_ = s.param("in_proj_bias", dtype, {e + 2 * kv}, init::zeros());
    out_proj = {.in_features = e, .out_features = e, .bias = bias, .dtype = dtype};
    out_proj.bind(s.sub("out_proj"), init::zeros());
  }

  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return run(x, x, x, {}, false, at).out;
  }
  constexpr Tensor operator()(Tensor x, const attention_call &how, loc at = loc::current()) const {
    return run(x, x, x, how, false, at).out;
  }
  constexpr Tensor operator()(Tensor q, Tensor k, Tensor v, loc at = loc::current()) const {
    return run(q, k, v, {}, false, at).out;
  }
  constexpr Tensor operator()(Tensor q, Tensor k, Tensor v, const attention_call &how,
                              loc at = loc::current()) const {
    return run(q, k, v, how, false, at).out;
  }
  /// The result and the weights of every head, [batch, heads, length, length].
  constexpr attention_result weights(Tensor x, const attention_call &how = {},
                                     loc at = loc::current()) const {
    return run(x, x, x, how, true, at);
  }
  constexpr attention_result weights(Tensor q, Tensor k, Tensor v, const attention_call &how = {},
                                     loc at = loc::current()) const {
    return run(q, k, v, how, true, at);
  }

private:
  constexpr int head_count() const { return groups.heads_in_all(); }
  constexpr int kv_heads() const { return num_kv_heads ? num_kv_heads : head_count(); }
  /// Ekv. Heads that do not divide embed_dim are reported where they are split (E407).
  constexpr int kv_dim() const {
    int h = head_count();
    return h > 0 && num_kv_heads ? embed_dim / h * num_kv_heads : embed_dim;
  }

  constexpr attention_result run(Tensor q, Tensor k, Tensor v, const attention_call &how,
                                 bool with_weights, loc at) const {
    layer_call call(scope_, q, "MixedAttention", at);
    attention_result poison{call.poison(), call.poison()};
    if (!call)
      return poison;
    auto [query, key, value] = project(q, k, v);
    query = split_heads(query, head_count());
    if (!query.usable() || !key.usable() || !value.usable())
      return poison; // reported; the same mistake in key and value is no further one
    key = split_heads(key, kv_heads());
    value = split_heads(value, kv_heads());
    attention_options options{.dropout = dropout, .q_start = how.q_start};
    op opcode = with_weights ? op::attention_weights : op::attention;
    attention_result result =
        hac::detail::attention_builder(name_of(opcode), query, key, value, groups, options, at)
            .build(opcode, how.mask);
    result.out = out_proj(merge_heads(result.out));
    return result;
  }

  /// Self-attention is one linear layer; otherwise each input has its part of the weight.
  constexpr tensors<3> project(Tensor q, Tensor k, Tensor v) const {
    int kv = kv_dim();
    bool joint = in_proj_weight_.bound() || !q_proj_weight_.bound();
    if (joint && q.id == k.id && q.id == v.id)
      return split(linear(q, in_proj_weight_, in_proj_bias_), {embed_dim, kv, kv});
    tensors<3> weight{q_proj_weight_, k_proj_weight_, v_proj_weight_}, bias_part{};
    if (joint)
      weight = split(in_proj_weight_, {embed_dim, kv, kv}, 0);
    if (bias)
      bias_part = split(in_proj_bias_, {embed_dim, kv, kv}, 0);
    tensors<3> projected{}; // what follows a mistake stays empty
    const Tensor in[] = {q, k, v};
    for (int i = 0; i < 3; i++) {
      projected[i] = linear(in[i], weight[i], bias_part[i]);
      if (!projected[i].usable())
        break;
    }
    return projected;
  }
};

/// Multi-head attention, all heads alike (torch.nn.MultiheadAttention; the batch comes first).
/// Parameters: see MixedAttention.
struct MultiheadAttention {
  int embed_dim = 0, num_heads = 0;
  double dropout = 0;
  bool bias = true;
  int kdim = 0, vdim = 0;
  int num_kv_heads = 0;
  hac::mask mask{};
  hac::score score{};
  hac::dtype dtype = f32;
  MixedAttention attention_{};

  constexpr void bind(const scope &s) {
    attention_ = {.embed_dim = embed_dim,
                  .groups = {{.count = num_heads, .mask = mask, .score = score}},
                  .dropout = dropout,
                  .bias = bias,
                  .num_kv_heads = num_kv_heads,
                  .kdim = kdim,
                  .vdim = vdim,
                  .dtype = dtype};
    attention_.bind(s);
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return attention_(x, at);
  }
  constexpr Tensor operator()(Tensor x, const attention_call &how, loc at = loc::current()) const {
    return attention_(x, how, at);
  }
  constexpr Tensor operator()(Tensor q, Tensor k, Tensor v, loc at = loc::current()) const {
    return attention_(q, k, v, at);
  }
  constexpr Tensor operator()(Tensor q, Tensor k, Tensor v, const attention_call &how,
                              loc at = loc::current()) const {
    return attention_(q, k, v, how, at);
  }
  constexpr attention_result weights(Tensor x, const attention_call &how = {},
                                     loc at = loc::current()) const {
    return attention_.weights(x, how, at);
  }
  constexpr attention_result weights(Tensor q, Tensor k, Tensor v, const attention_call &how = {},
                                     loc at = loc::current()) const {
    return attention_.weights(q, k, v, how, at);
  }
};

} // namespace hac::nn
