// Attention: masks and scores by head group, shared key heads, weights as an output.
#include "real.h"

constexpr auto B = dyn("batch", {.min = 0, .max = 3}), T = dyn("seq", {.max = 67}),
               S = dyn("keys", {.max = 67});

constexpr void full_heads(graph &g) {
  auto q = g.input("q", REAL, {B, 3, T, 8}), k = g.input("k", REAL, {B, 3, T, 8});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 3, T, 5})));
}
constexpr void cross(graph &g) {
  auto q = g.input("q", REAL, {B, 2, T, 7}), k = g.input("k", REAL, {B, 2, S, 7});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 2, S, 7}), {}, {.scale = 0.5}));
}
constexpr void causal_heads(graph &g) {
  auto q = g.input("q", REAL, {B, 4, T, 8}), k = g.input("k", REAL, {B, 2, T, 8});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 2, T, 8}), causal()));
}
// A mask and a score read tensors of rank 0.
constexpr void read_of_rank_0(graph &g) {
  auto q = g.input("q", REAL, {B, 2, T, 8}), k = g.input("k", REAL, {B, 2, T, 8});
  auto heat = g.input("heat", REAL, {}), n = g.input("n", i32, {});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 2, T, 8}),
                          {{.count = 2,
                            .mask = [=](auto, auto k) { return k < n(); },
                            .score = [=](auto s) { return s * heat(); }}}));
}
constexpr void windows(graph &g) {
  auto q = g.input("q", REAL, {B, 6, T, 8}), k = g.input("k", REAL, {B, 3, T, 8}),
       v = g.input("v", REAL, {B, 3, T, 8});
  g.output("y", attention(q, k, v,
                          {{.count = 1, .mask = window(0)},
                           {.count = 1, .mask = window(3, 1)},
                           {.count = 1, .mask = window(90)},
                           {.count = 1, .mask = causal() && window(5, 0)},
                           {.count = 2}}));
}
constexpr void patterns(graph &g) {
  auto q = g.input("q", REAL, {B, 6, T, 8}), k = g.input("k", REAL, {B, 1, T, 8}),
       v = g.input("v", REAL, {B, 1, T, 8});
  g.output("y", attention(q, k, v,
                          {{.count = 1, .mask = prefix(4)},
                           {.count = 1, .mask = sinks(2) || window(2, 0)},
                           {.count = 1, .mask = dilated(3) && causal()},
                           {.count = 1, .mask = block(5)},
                           {.count = 1, .mask = !causal()},
                           {.count = 1, .mask = [](auto h, auto q, auto k) {
                              return (q * 3 + k + h) % 4 != 0;
                            }}}));
}
constexpr void key_lengths(graph &g) {
  auto q = g.input("q", REAL, {B, 2, T, 8}), k = g.input("k", REAL, {B, 2, S, 8});
  auto n = g.input("n_count", i32, {B});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 2, S, 8}), lengths(n - 2)));
}
constexpr void documents_(graph &g) {
  auto q = g.input("q", REAL, {B, 2, T, 8}), seg = g.input("seg_count", i32, {B, T});
  g.output("y", attention(q, q, q, documents(seg) && causal()));
}
constexpr void scores(graph &g) {
  auto q = g.input("q", REAL, {B, 4, T, 8}), k = g.input("k", REAL, {B, 4, T, 8}),
       v = g.input("v", REAL, {B, 4, T, 8});
  auto bias = g.input("bias", REAL, {4, 11});
  g.output("y", attention(q, k, v,
                          {{.count = 2, .score = alibi(4)},
                           {.count = 1, .score = soft_cap(1.5)},
                           {.count = 1, .mask = causal(), .score = rel_bias(bias, 5)}}));
}
constexpr void decoding(graph &g) {
  auto start = g.input("start_count", i32, {}), each = g.input("each_count", i32, {B});
  auto q = g.input("q", REAL, {B, 2, 1, 8}), k = g.input("k", REAL, {B, 2, S, 8}),
       v = g.input("v", REAL, {B, 2, S, 8});
  g.output("one", attention(q, k, v, causal(), {.q_start = start}));
  g.output("rows", attention(q, k, v, window(2, 0), {.q_start = each}));
}
constexpr void sink_logits(graph &g) {
  auto q = g.input("q", REAL, {B, 3, T, 8}), k = g.input("k", REAL, {B, 3, T, 8});
  auto sink = g.input("sink", REAL, {3});
  g.output("y", attention(q, k, k, causal(), {.sink_logit = sink}));
}
constexpr void with_weights(graph &g) {
  auto q = g.input("q", REAL, {B, 2, T, 8}), k = g.input("k", REAL, {B, 2, S, 8});
  auto [y, w] = attention_weights(
      q, k, g.input("v", REAL, {B, 2, S, 3}),
      {{.count = 1}, {.count = 1, .mask = [](auto q, auto k) { return (q + k) % 2 == 0; }}},
      {.q_start = g.input("start_count", i32, {})});
  g.output("y", y);
  g.output("w", w);
}
// Weights alone; the result alone; with a sink and keys that some rows do not see.
constexpr void weights_alone(graph &g) {
  auto q = g.input("q", REAL, {B, 2, T, 8}), k = g.input("k", REAL, {B, 1, T, 8}), v = g.input("v", REAL, {B, 1, T, 3});
  auto n = g.input("n_count", i32, {B});
  g.output("w", attention_weights(q, k, v, lengths(n - 2) && window(20)).weights);
  auto [y, w] = attention_weights(q, k, v, causal(), {.sink_logit = g.input("sink", REAL, {2})});
  g.output("y", y);
  g.output("sum", sum(w, 3));
}
constexpr void weights_outside(graph &g) {
  auto q = g.input("q", REAL, {B, 1, T, 3}), k = g.input("k", REAL, {B, 1, T, 3});
  auto [y, w] = attention_weights(q, k, g.input("v", REAL, {B, 1, T, 3}), !window(1));
  g.output("y", y);
  g.output("w", w);
}
constexpr void block_of_layer(graph &g) {
  auto x = g.input("x", REAL, {B, T, 24});
  auto mixed = nn::MixedAttention{
      .embed_dim = 24, .groups = {{.count = 2}, {.count = 2, .mask = window(4)}}, .dtype = REAL};
  g.output("y", x + g.module(mixed, "mixed")(layer_norm(x)));
}
constexpr void wild_values(graph &g) {
  auto q = g.input("q", REAL, {B, 1, T, 8}), k = g.input("k", REAL, {B, 1, T, 8});
  g.output("y", attention(q, k, g.input("v_wild", REAL, {B, 1, T, 3}), window(1)));
}
HAC_EXPORT(full_heads)
HAC_EXPORT(cross)
HAC_EXPORT(causal_heads)
HAC_EXPORT(read_of_rank_0)
HAC_EXPORT(windows)
HAC_EXPORT(patterns)
HAC_EXPORT(key_lengths)
HAC_EXPORT(documents_)
HAC_EXPORT(scores)
HAC_EXPORT(decoding)
HAC_EXPORT(sink_logits)
HAC_EXPORT(with_weights)
HAC_EXPORT(weights_alone)
HAC_EXPORT(weights_outside)
HAC_EXPORT(block_of_layer)
HAC_EXPORT(wild_values)
