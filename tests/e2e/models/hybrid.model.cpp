// A small hybrid: convolution, mixed attention, a decoder with cross-attention and rotary
// positions.
#include <hac/dsl.h>
using namespace hac;
#ifndef REAL
#define REAL f32
#endif

constexpr auto batch = dyn("batch", {.max = 3}), seq = dyn("seq", {.min = 4, .max = 40}),
               steps = dyn("steps", {.max = 20});

struct Encoder {
  nn::Embedding embed{50, 20, .dtype = REAL};
  nn::Conv1d conv{20, 24, 3, .padding = same, .dtype = REAL};
  nn::MixedAttention mixed{
      .embed_dim = 24,
      .groups = {{.count = 1}, {.count = 2, .mask = window(3)}, {.count = 1, .mask = causal()}},
      .dtype = REAL};
  nn::TransformerEncoderLayer layer{.d_model = 24,
                                    .nhead = 3,
                                    .dim_feedforward = 50,
                                    .activation = act::gelu,
                                    .norm_first = true,
                                    .dtype = REAL};
  constexpr Tensor operator()(Tensor tokens, Tensor n) const {
    auto x = max_pool1d(relu(conv(embed(tokens))), {.kernel_size = 2});
    x = x + mixed(x, {.mask = lengths(n)});
    return layer(x, {.mask = lengths(n)});
  }
};

struct Decoder {
  nn::Linear in{6, 24, .dtype = REAL}, wq{24, 24, .bias = false, .dtype = REAL},
      wkv{24, 2 * 12, .bias = false, .dtype = REAL};
  nn::RMSNorm norm{24, .dtype = REAL};
  nn::TransformerDecoderLayer layer{
      .d_model = 24, .nhead = 4, .dim_feedforward = 31, .dtype = REAL};
  nn::Linear out{24, 7, .dtype = REAL};
  constexpr Tensor operator()(Tensor y, Tensor memory, Tensor n) const {
    auto x = in(y), h = norm(x);
    auto q = rope(split_heads(wq(h), 4));
    auto [k, v] = chunk<2>(wkv(h));
    x = x + merge_heads(attention(q, rope(split_heads(k, 2)), split_heads(v, 2), causal()));
    return log_softmax(out(layer(x, memory, {.self_mask = causal(), .memory_mask = lengths(n)})));
  }
};

struct Hybrid {
  Encoder encoder{};
  Decoder decoder{};
  constexpr Tensor operator()(Tensor tokens, Tensor n, Tensor y) const {
    auto halves = floor_div(n, 2);
    return decoder(y, encoder(tokens, halves), halves);
  }
};

constexpr void hybrid(graph &g) {
  auto tokens = g.input("tokens_below_50", i32, {batch, seq}), n = g.input("n_count", i32, {batch});
  auto y = g.input("y", REAL, {batch, steps, 6});
  g.output("out", g.module<Hybrid>()(tokens, n, y));
}
HAC_EXPORT(hybrid)
