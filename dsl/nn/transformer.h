// Transformer layers.
#pragma once
#include "activation.h"
#include "attention.h"
#include "linear.h"
#include "norm.h"

namespace hac::nn {

/// Self-attention and a feed-forward part, each with a residual (torch.nn.TransformerEncoderLayer).
/// `groups` gives the heads masks of their own; left out, nhead heads see everything.
///
/// self_attn.*, linear1.*, linear2.*, norm1.*, norm2.*  as those modules
struct TransformerEncoderLayer {
  int d_model = 0, nhead = 0, dim_feedforward = 2048;
  double dropout = 0.1;
  act activation = act::relu;
  double layer_norm_eps = 1e-5;
  bool norm_first = false, bias = true;
  head_groups groups{};
  hac::dtype dtype = f32;
  MixedAttention self_attn{};
  Linear linear1{}, linear2{};
  LayerNorm norm1{}, norm2{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    self_attn = {.embed_dim = d_model,
                 .groups = groups.whole ? head_groups{{.count = nhead, .mask = groups.group[0].mask}}
                                        : groups,
                 .dropout = dropout,
                 .bias = bias,
                 .dtype = dtype};
    linear1 = {d_model, dim_feedforward, bias, dtype};
    linear2 = {dim_feedforward, d_model, bias, dtype};
    norm1 = norm2 = {d_model, layer_norm_eps, true, bias, dtype};
    self_attn.bind(s.sub("self_attn"));
    linear1.bind(s.sub("linear1"));
    linear2.bind(s.sub("linear2"));
    norm1.bind(s.sub("norm1"));
    norm2.bind(s.sub("norm2"));
  }
  constexpr Tensor operator()(Tensor x, loc at = loc::current()) const {
    return (*this)(x, attention_call{}, at);
  }
  constexpr Tensor operator()(Tensor x, const attention_call &how, loc at = loc::current()) const {
    layer_call call(scope_, x, "TransformerEncoderLayer", at);
    if (!call)
      return call.poison();
    if (norm_first) {
      x = x + self_attn(norm1(x), how);
      return x + feed_forward(norm2(x));
    }
    x = norm1(x + self_attn(x, how));
    return norm2(x + feed_forward(x));
  }

private:
  constexpr Tensor feed_forward(Tensor x) const {
    return linear2(activate(activation, linear1(x)));
  }
};

/// What a call of a decoder layer may add. Nothing is causal unless self_mask says so. q_start is
/// the position of the first query among those of the memory; it is needed if memory_mask uses the
/// position of the query (E410).
struct decoder_call {
  hac::mask self_mask{}, memory_mask{};
  Tensor q_start{};
};

/// Self-attention, attention to an encoder's output, feed-forward (torch.nn.TransformerDecoderLayer).
///
/// self_attn.*, multihead_attn.*, linear1.*, linear2.*, norm1.*, norm2.*, norm3.*  as those modules
struct TransformerDecoderLayer {
  int d_model = 0, nhead = 0, dim_feedforward = 2048;
  double dropout = 0.1;
  act activation = act::relu;
  double layer_norm_eps = 1e-5;
  bool norm_first = false, bias = true;
  head_groups groups{}; // of self_attn
  hac::dtype dtype = f32;
  MixedAttention self_attn{}, multihead_attn{};
  Linear linear1{}, linear2{};
  LayerNorm norm1{}, norm2{}, norm3{};
  scope scope_{};

  constexpr void bind(const scope &s) {
    scope_ = s;
    multihead_attn = {.embed_dim = d_model,
                      .groups = {{.count = nhead}},
                      .dropout = dropout,
                      .bias = bias,
                      .dtype = dtype};
    self_attn = multihead_attn;
    if (!groups.whole)
      self_attn.groups = groups;
    else
      self_attn.groups.group[0].mask = groups.group[0].mask;
    linear1 = {d_model, dim_feedforward, bias, dtype};
    linear2 = {dim_feedforward, d_model, bias, dtype};
    norm1 = norm2 = norm3 = {d_model, layer_norm_eps, true, bias, dtype};
    self_attn.bind(s.sub("self_attn"));
    multihead_attn.bind(s.sub("multihead_attn"));
    linear1.bind(s.sub("linear1"));
    linear2.bind(s.sub("linear2"));
    norm1.bind(s.sub("norm1"));
    norm2.bind(s.sub("norm2"));
    norm3.bind(s.sub("norm3"));
  }
  constexpr Tensor operator()(Tensor x, Tensor memory, loc at = loc::current()) const {
    return (*this)(x, memory, decoder_call{}, at);
  }
  constexpr Tensor operator()(Tensor x, Tensor memory, const decoder_call &how,
                              loc at = loc::current()) const {
    layer_call call(scope_, x, "TransformerDecoderLayer", at);
    if (!call)
      return call.poison();
    attention_call to_self{how.self_mask}, to_memory{how.memory_mask, how.q_start};
    if (norm_first) {
      x = x + self_attn(norm1(x), to_self);
      x = x + multihead_attn(norm2(x), memory, memory, to_memory);
      return x + feed_forward(norm3(x));
    }
    x = norm1(x + self_attn(x, to_self));
    x = norm2(x + multihead_attn(x, memory, memory, to_memory));
    return norm3(x + feed_forward(x));
  }

private:
  constexpr Tensor feed_forward(Tensor x) const {
    return linear2(activate(activation, linear1(x)));
  }
};

} // namespace hac::nn
