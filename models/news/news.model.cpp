// News classification, 20 topics: convolutions of three widths extract features, heads with a global
// and a local view attend side by side, two Transformer layers aggregate.
#include <hac/dsl.h>
using namespace hac;

constexpr auto batch = dyn("batch", {.max = 64});
constexpr auto seq = dyn("seq", {.min = 8, .max = 1024});

/// One width of the feature extraction: [batch, seq, 128] -> [batch, seq/2, 128].
struct ConvBranch {
  int kernel;
  nn::Conv1d conv{.in_channels = 128, .out_channels = 128, .kernel_size = kernel, .padding = same};

  constexpr Tensor operator()(Tensor x) const {
    return max_pool1d(relu(conv(x)), {.kernel_size = 2});
  }
};

struct News {
  nn::Embedding embed{30000, 128, .padding_idx = 0};
  ConvBranch c3{3}, c4{4}, c5{5};
  nn::Linear proj{3 * 128, 256};
  nn::MixedAttention mixed{.embed_dim = 256,
                           .groups = {{.count = 2},                     // global heads
                                      {.count = 4, .mask = window(32)}, // local heads
                                      {.count = 2, .mask = causal() && window(64, 0)}}};
  nn::List<nn::TransformerEncoderLayer, 2> layers = nn::repeat<2>(nn::TransformerEncoderLayer{
      .d_model = 256, .nhead = 8, .dim_feedforward = 1024, .norm_first = true});
  nn::LayerNorm norm{256};
  nn::Linear head{256, 20};

  constexpr Tensor operator()(Tensor tokens, Tensor length) const {
    auto x = embed(tokens);                   // f32[batch, seq, 128]
    x = proj(concat({c3(x), c4(x), c5(x)}));  // f32[batch, seq/2, 256]
    auto n = floor_div(length, 2);            // pooling halved the sequence
    x = x + mixed(x, {.mask = lengths(n)});   // padding is masked in every group
    for (auto &layer : layers)
      x = layer(x, {.mask = lengths(n)});
    return head(masked_mean(norm(x), n));
  }
};

/// tokens  i32[batch, seq]  word numbers, 0 beyond the end of an article
/// length  i32[batch]       words of each article
/// logits  f32[batch, 20]
constexpr void classify(graph &g) {
  auto tokens = g.input("tokens", i32, {batch, seq});
  auto length = g.input("length", i32, {batch});
  g.output("logits", g.module<News>()(tokens, length));
}
HAC_EXPORT(classify)
