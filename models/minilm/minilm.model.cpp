// Sentence embeddings by all-MiniLM-L6-v2: a BERT encoder of 6 layers, mean pooling, unit length.
//
// Member names are the state-dict names of the published model.safetensors
// (sentence-transformers/all-MiniLM-L6-v2). That file also holds
// embeddings.position_ids and pooler.dense.*, which an embedding does not need.
#include <hac/dsl.h>
using namespace hac;

namespace {
constexpr int vocabulary = 30522, positions = 512, token_types = 2;
constexpr int hidden = 384, inner = 1536, layers = 6, heads_per_layer = 12;
constexpr double norm_eps = 1e-12;

struct Embeddings {
  nn::Embedding word_embeddings{vocabulary, hidden, .padding_idx = 0};
  nn::Embedding position_embeddings{positions, hidden};
  nn::Embedding token_type_embeddings{token_types, hidden};
  nn::LayerNorm LayerNorm{hidden, norm_eps};

  constexpr Tensor operator()(Tensor tokens) const {
    auto type = select(token_type_embeddings.weight_, 0, 0); // a sentence is all of type 0
    auto position = slice(position_embeddings.weight_, 0, 0, tokens.dim(1));
    return LayerNorm(word_embeddings(tokens) + type + position);
  }
};

struct SelfAttention {
  nn::Linear query{hidden, hidden}, key{hidden, hidden}, value{hidden, hidden};

  constexpr Tensor operator()(Tensor x, Tensor length) const {
    auto q = split_heads(query(x), heads_per_layer);
    auto k = split_heads(key(x), heads_per_layer);
    auto v = split_heads(value(x), heads_per_layer);
    return merge_heads(attention(q, k, v, lengths(length)));
  }
};

/// What ends both halves of a layer: project, add the residual, normalise.
struct Output {
  int in_features;
  nn::Linear dense{in_features, hidden};
  nn::LayerNorm LayerNorm{hidden, norm_eps};

  constexpr Tensor operator()(Tensor x, Tensor residual) const {
    return LayerNorm(dense(x) + residual);
  }
};

struct Attention {
  SelfAttention self{};
  Output output{hidden};

  constexpr Tensor operator()(Tensor x, Tensor length) const { return output(self(x, length), x); }
};

struct Intermediate {
  nn::Linear dense{hidden, inner};

  constexpr Tensor operator()(Tensor x) const { return gelu(dense(x)); }
};

struct Layer {
  Attention attention{};
  Intermediate intermediate{};
  Output output{inner};

  constexpr Tensor operator()(Tensor x, Tensor length) const {
    x = attention(x, length);
    return output(intermediate(x), x);
  }
};

struct Encoder {
  nn::List<Layer, layers> layer{};

  constexpr Tensor operator()(Tensor x, Tensor length) const {
    for (auto &each : layer)
      x = each(x, length);
    return x;
  }
};

struct MiniLM {
  Embeddings embeddings{};
  Encoder encoder{};

  constexpr Tensor operator()(Tensor tokens, Tensor length) const {
    auto x = encoder(embeddings(tokens), length);
    return normalize(masked_mean(x, length)); // unit length: a dot product is the cosine
  }
};
} // namespace

/// tokens     i32[batch, seq]  word pieces from [CLS] to [SEP], then any valid number as padding
/// length     i32[batch]       word pieces of each sentence, [CLS] and [SEP] included
/// embedding  f32[batch, 384]
constexpr void embed(graph &g) {
  auto batch = dyn("batch"), seq = dyn("seq", {.max = positions});
  auto tokens = g.input("tokens", i32, {batch, seq});
  auto length = g.input("length", i32, {batch});
  g.output("embedding", g.module<MiniLM>()(tokens, length));
}
HAC_EXPORT(embed)
