// A BERT encoder of LAYERS layers, WIDTH wide, and the mean over the sequence: the computation of
// MiniLM and of BERT-base on sentences of full length.
#include "parts.h"

constexpr int vocabulary = 30522, positions = 512;
constexpr double norm_eps = 1e-12;
constexpr head_groups groups = {{.count = HEADS}};

/// Transformer layer that normalises after each residual.
struct Layer {
  Attention attention{WIDTH};
  nn::LayerNorm norm1{WIDTH, norm_eps}, norm2{WIDTH, norm_eps};
  nn::Linear fc1{WIDTH, 4 * WIDTH}, fc2{4 * WIDTH, WIDTH};

  constexpr Tensor operator()(Tensor x) const {
    x = norm1(x + attention(x, groups));
    return norm2(x + fc2(gelu(fc1(x))));
  }
};

struct Bert {
  nn::Embedding words{vocabulary, WIDTH}, places{positions, WIDTH};
  nn::LayerNorm norm{WIDTH, norm_eps};
  nn::List<Layer, LAYERS> layers{};

  constexpr Tensor operator()(Tensor tokens) const {
    auto x = norm(words(tokens) + slice(places.weight_, 0, 0, tokens.dim(1)));
    for (auto &layer : layers)
      x = layer(x);
    return mean(x, {1});
  }
};

constexpr void forward(graph &g) {
  auto tokens = g.input("tokens", i32, {dyn("batch"), dyn("seq", {.max = positions})});
  g.output("y", g.module<Bert>()(tokens));
}
HAC_EXPORT(forward)
