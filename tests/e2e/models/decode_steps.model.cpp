// One layer twice: over a whole sequence, and token by token with caches that are kept between calls.
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch", {.min = 1, .max = 4}), T = dyn("tokens", {.min = 1, .max = 700});
constexpr int query_heads = 4, key_heads = 2, size = 24, longest = 700, window_size = 20;
constexpr int q_width = query_heads * size, k_width = key_heads * size;

constexpr void whole(graph &g) {
  auto [q, k, v] = split(g.input("x", f32, {B, T, q_width + 2 * k_width}), {q_width, k_width, k_width});
  auto query = rope(split_heads(q, query_heads)), key = rope(split_heads(k, key_heads)), value = split_heads(v, key_heads);
  g.output("full", merge_heads(attention(query, key, value, causal())));
  g.output("local", merge_heads(attention(query, key, value, window(window_size - 1, 0))));
}
// All keys in one cache, the last ones in a ring.
constexpr void next(graph &g) {
  auto [q, k, v] = split(g.input("x", f32, {B, 1, q_width + 2 * k_width}), {q_width, k_width, k_width});
  auto position = g.state("position", i32, {}), slot = position % window_size;
  auto query = rope(split_heads(q, query_heads), {}, position), key = rope(split_heads(k, key_heads), {}, position),
       value = split_heads(v, key_heads);
  auto cache = [&](const char *name, int length, Tensor at, Tensor token) {
    auto old = g.state(name, f32, {B, key_heads, length, size}), all = update_at(old, 2, at, token);
    g.update(old, all);
    return all;
  };
  auto keys = cache("keys", longest, position, key), values = cache("values", longest, position, value);
  g.output("full", merge_heads(attention(query, keys, values, causal(), {.q_start = position})));
  auto last_keys = cache("last_keys", window_size, slot, key), last_values = cache("last_values", window_size, slot, value);
  g.output("local", merge_heads(attention(query, last_keys, last_values, ring(window_size), {.q_start = position})));
  g.update(position, position + 1);
}
HAC_EXPORT(whole)
HAC_EXPORT(next)
