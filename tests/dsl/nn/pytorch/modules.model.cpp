// Every module with a formula of its own, for check.py to compare with PyTorch. The head size is 4, so
// that the scale 1/2 is exact in f32: the reference rounds the numbers of a model to f32.
#include <hac/dsl.h>
using namespace hac;

struct Net {
  nn::TransformerEncoderLayer encoder{16, 4, 32, .activation = act::gelu};
  nn::TransformerEncoderLayer encoder_norm_first{16, 4, 32, .norm_first = true};
  nn::TransformerDecoderLayer decoder{16, 4, 32};
  nn::TransformerDecoderLayer decoder_norm_first{16, 4, 32, .norm_first = true};
  nn::MultiheadAttention attention{16, 4};
  nn::MultiheadAttention attention_kdim{16, 4, .kdim = 6, .vdim = 10};
  nn::MixedAttention mixed{.embed_dim = 16, .groups = {{1, causal()}, {3, window(1)}}};
};

constexpr void modules(graph &g) {
  auto batch = dyn("batch"), seq = dyn("seq"), mem = dyn("mem");
  auto x = g.input("x", f32, {batch, seq, 16}), memory = g.input("memory", f32, {batch, mem, 16});
  auto k = g.input("k", f32, {batch, mem, 6}), v = g.input("v", f32, {batch, mem, 10});
  auto length = g.input("length", i32, {batch}), mem_length = g.input("mem_length", i32, {batch});
  auto net = g.module<Net>();
  g.output("encoder", net.encoder(x, {.mask = lengths(length)}));
  g.output("encoder_norm_first", net.encoder_norm_first(x));
  g.output("decoder",
           net.decoder(x, memory, {.self_mask = causal(), .memory_mask = lengths(mem_length)}));
  g.output("decoder_norm_first", net.decoder_norm_first(x, memory));
  g.output("attention", net.attention(x, memory, memory));
  g.output("attention_weights", net.attention.weights(x, {.mask = causal()}).weights);
  g.output("attention_kdim", net.attention_kdim(x, k, v));
  g.output("mixed", net.mixed(x));
  g.output("rotated", rope(split_heads(x, 2), {.base = 100}));
}
HAC_EXPORT(modules)
