// The hybrid of models/news on articles of full length: no padding, hence no lengths, for hac and for
// the others alike.
#include "parts.h"

struct News {
  nn::Embedding embed{30000, 128};
  TextCnn cnn{};
  Attention mixed{256};
  nn::List<EncoderLayer, 2> layers = nn::repeat<2>(EncoderLayer{256});
  nn::Linear head{256, 20};

  constexpr Tensor operator()(Tensor tokens) const {
    auto x = cnn(embed(tokens));
    x = x + mixed(x, mixed_heads);
    for (auto &layer : layers)
      x = layer(x, full_heads);
    return head(mean(x, {1}));
  }
};

constexpr void forward(graph &g) {
  auto tokens = g.input("tokens", i32, {dyn("batch"), dyn("seq", {.min = 8, .max = 1024})});
  g.output("y", g.module<News>()(tokens));
}
HAC_EXPORT(forward)
