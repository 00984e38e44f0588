// An encoder with alternating local and global attention; names and sizes are those of the published
// ModernBERT-base weights. The test holds its compile time: 556 operations in under 2 s.
#include <hac/dsl.h>
using namespace hac;

constexpr int D = 768, H = 12, L = 22;

struct Attention {
  bool global;
  nn::Linear Wqkv{D, 3 * D, .bias = false}, Wo{D, D, .bias = false};

  constexpr Tensor operator()(Tensor x, Tensor n) const {
    auto [q, k, v] = chunk<3>(Wqkv(x));
    double base = global ? 160000 : 10000;
    q = rope(split_heads(q, H), {.base = base});
    k = rope(split_heads(k, H), {.base = base});
    auto reach = global ? lengths(n) : window(64) && lengths(n);
    return Wo(merge_heads(attention(q, k, split_heads(v, H), reach)));
  }
};

struct Mlp {
  nn::Linear Wi{D, 2 * 1152, .bias = false}, Wo{1152, D, .bias = false};

  constexpr Tensor operator()(Tensor x) const {
    auto [a, gate] = chunk<2>(Wi(x));
    return Wo(gelu(a) * gate);
  }
};

struct Layer {
  int i;
  nn::Optional<nn::LayerNorm> attn_norm{i > 0, {D, .bias = false}}; // layer 0 has none
  Attention attn{i % 3 == 0};                                       // every third layer is global
  nn::LayerNorm mlp_norm{D, .bias = false};
  Mlp mlp{};

  constexpr Tensor operator()(Tensor x, Tensor n) const {
    x = x + attn(attn_norm(x), n);
    return x + mlp(mlp_norm(x));
  }
};

struct Embeddings {
  nn::Embedding tok_embeddings{50368, D};
  nn::LayerNorm norm{D, .bias = false};

  constexpr Tensor operator()(Tensor ids) const { return norm(tok_embeddings(ids)); }
};

struct Encoder {
  Embeddings embeddings;
  nn::List<Layer, L> layers = nn::generate<L>([](int i) { return Layer{i}; });
  nn::LayerNorm final_norm{D, .bias = false};

  constexpr Tensor operator()(Tensor ids, Tensor n) const {
    auto x = embeddings(ids);
    for (auto &layer : layers)
      x = layer(x, n);
    return final_norm(x);
  }
};

constexpr void encode(graph &g) {
  auto B = dyn("batch"), T = dyn("seq", {.max = 8192});
  g.output("hidden", g.module(Encoder{}, "model")(g.input("ids", i32, {B, T}),
                                                  g.input("length", i32, {B})));
}
HAC_EXPORT(encode)
