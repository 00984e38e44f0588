// What several models of the benchmark consist of.
#pragma once
#include <hac/dsl.h>

using namespace hac;

constexpr int all_heads = 8;

/// Three views of one sequence: global, local, and local towards the past.
constexpr head_groups mixed_heads = {{.count = 2},
                                     {.count = 4, .mask = window(64)},
                                     {.count = 2, .mask = window(63, 0)}};
constexpr head_groups full_heads = {{.count = all_heads}};
constexpr head_groups window_heads = {{.count = all_heads, .mask = window(64)}};

/// Self-attention with one projection for each of query, key and value.
struct Attention {
  int width;
  nn::Linear q_proj{width, width}, k_proj{width, width}, v_proj{width, width};
  nn::Linear out_proj{width, width};

  constexpr Tensor operator()(Tensor x, const head_groups &groups) const {
    auto heads = [&](Tensor y) { return split_heads(y, groups.heads_in_all()); };
    auto y = attention(heads(q_proj(x)), heads(k_proj(x)), heads(v_proj(x)), groups);
    return out_proj(merge_heads(y));
  }
};

/// Transformer layer that normalises first, with four times the width inside.
struct EncoderLayer {
  int width;
  Attention self_attn{width};
  nn::LayerNorm norm1{width}, norm2{width};
  nn::Linear linear1{width, 4 * width}, linear2{4 * width, width};

  constexpr Tensor operator()(Tensor x, const head_groups &groups) const {
    x = x + self_attn(norm1(x), groups);
    return x + linear2(gelu(linear1(norm2(x))));
  }
};

/// Convolutions of three widths, ReLU, pooling by two, and a projection:
/// [batch, seq, 128] -> [batch, seq/2, 256].
struct TextCnn {
  nn::Conv1d conv3{.in_channels = 128, .out_channels = 128, .kernel_size = 3, .padding = same};
  nn::Conv1d conv4{.in_channels = 128, .out_channels = 128, .kernel_size = 4, .padding = same};
  nn::Conv1d conv5{.in_channels = 128, .out_channels = 128, .kernel_size = 5, .padding = same};
  nn::Linear proj{3 * 128, 256};

  constexpr Tensor operator()(Tensor x) const {
    auto branch = [&](const nn::Conv1d &conv) {
      return max_pool1d(relu(conv(x)), {.kernel_size = 2});
    };
    return proj(concat({branch(conv3), branch(conv4), branch(conv5)}));
  }
};
