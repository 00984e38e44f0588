// Attention of few queries to many keys: several chunks of keys, query heads stacked where they share
// their keys, caches that are written in place.
#include "real.h"

constexpr auto B = dyn("batch", {.min = 0, .max = 2}), S = dyn("keys", {.min = 0, .max = 1200});

constexpr void one_token(graph &g) {
  auto q = g.input("q", REAL, {B, 2, 1, 16}), k = g.input("k", REAL, {B, 2, S, 16});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 2, S, 16})));
}
// Rows of a tile: 4 heads x 3 queries; sizes that fill no vector.
constexpr void shared_keys(graph &g) {
  auto q = g.input("q", REAL, {B, 8, 3, 9}), k = g.input("k", REAL, {B, 2, S, 9});
  auto start = g.input("start_below_1000", i32, {B});
  g.output("y", attention(q, k, g.input("v", REAL, {B, 2, S, 37}), causal(), {.q_start = start}));
}
constexpr void heads_as_views(graph &g) {
  auto x = g.input("x", REAL, {B, S, 160}), q = g.input("q", REAL, {B, 2, 80});
  auto [k, v] = split(x, {80, 80});
  g.output("y", merge_heads(attention(split_heads(q, 2), split_heads(k, 2), split_heads(v, 2))));
}
// Groups of heads that share keys in part; windows that leave chunks empty; sinks.
constexpr void groups_of_heads(graph &g) {
  auto q = g.input("q", REAL, {1, 6, 2, 8}), k = g.input("k", REAL, {1, 2, S, 8});
  auto n = g.input("n_below_500", i32, {1}), start = g.input("start_below_1100", i64, {});
  g.output("y", attention(q, k, g.input("v", REAL, {1, 2, S, 8}),
                          {{.count = 2, .mask = window(40, 0) || sinks(3)},
                           {.count = 2, .mask = lengths(n), .score = soft_cap(2)},
                           {.count = 1, .mask = dilated(3) && causal()},
                           {.count = 1, .score = alibi(1)}},
                          {.q_start = start, .sink_logit = g.input("sink", REAL, {6})}));
}
constexpr void constant_length(graph &g) {
  auto q = g.input("q", REAL, {B, 2, 1, 8}), k = g.input("k", REAL, {B, 1, 1100, 8});
  auto v = g.input("v", REAL, {B, 1, 1100, 8}), start = g.input("start_below_1100", i32, {});
  g.output("y", attention(q, k, v, causal(), {.q_start = start}));
  g.output("first_keys", attention(q, slice(k, 2, 0, 40), slice(v, 2, 100, 140),
                              [](auto h, auto q, auto k) { return k + h <= q; }, {.q_start = start}));
}
constexpr void wild_values(graph &g) {
  auto q = g.input("q", REAL, {B, 2, 1, 8}), k = g.input("k", REAL, {B, 2, 70, 8});
  g.output("y", attention(q, k, g.input("v_wild", REAL, {B, 2, 70, 3}), window(5),
                          {.q_start = g.input("start_below_70", i32, {})}));
}

// One token a call: its key and value go into the cache.
constexpr void cache(graph &g) {
  auto x = g.input("x", REAL, {B, 1, 16});
  auto position = g.state("position_below_3", i32, {});
  auto keys = g.state("keys", REAL, {B, 2, 24, 8}), values = g.state("values", REAL, {B, 2, 24, 8});
  auto k = update_at(keys, 2, position, split_heads(x, 2)), v = update_at(values, 2, position, split_heads(x * 2, 2));
  g.output("y", merge_heads(attention(split_heads(x, 2), k, v, causal(), {.q_start = position})));
  g.update(keys, k);
  g.update(values, v);
  g.update(position, position + 1);
}
// A window of 5 keys: a ring, and the slot is the position modulo 5.
constexpr void ring_cache(graph &g) {
  auto x = g.input("x", REAL, {B, 1, 16});
  auto position = g.state("position_below_3", i32, {});
  auto keys = g.state("keys", REAL, {B, 5, 16}), values = g.state("values", REAL, {B, 5, 16});
  auto k = update_at(keys, 1, position % 5, x), v = update_at(values, 1, position % 5, x * 2);
  g.output("y", merge_heads(attention(split_heads(x, 2), split_heads(k, 2), split_heads(v, 2), ring(5),
                                      {.q_start = position})));
  g.update(keys, k);
  g.update(values, v);
  g.update(position, position + 1);
}
// The old value is read after the update, by another state and by an output: no place for it.
constexpr void read_later(graph &g) {
  auto a = g.state("a", REAL, {B, 7}), b = g.state("b", REAL, {B, 7});
  auto y = g.input("y", REAL, {B, 2}), start = g.input("start_count", i64, {});
  auto next = update_at(a, 1, start, y);
  g.output("sum", next + a);
  g.output("before", a);
  g.update(a, next);
  g.update(b, b - update_at(a * 2, 1, start - 3, y));
}
// Parts of parts; starts are clamped on both sides.
constexpr void parts(graph &g) {
  auto x = g.input("x", REAL, {B, 6, 5}), start = g.input("start", i32, {});
  auto y = g.input("y", REAL, {B, 2, 5});
  g.output("slice", slice_at(x, 1, start, 3));
  g.output("last", slice_at(x, -1, cast(start, i64) - 4, 2) * 2);
  auto once = update_at(x, 1, start, y);
  g.output("once", once);
  g.output("twice", update_at(once, 1, start + 1, y));
  g.output("into_slice", update_at(slice_at(x, 1, start, 4), 1, start - 2, y));
}
HAC_EXPORT(one_token)
HAC_EXPORT(shared_keys)
HAC_EXPORT(heads_as_views)
HAC_EXPORT(groups_of_heads)
HAC_EXPORT(constant_length)
HAC_EXPORT(wild_values)
HAC_EXPORT(cache)
HAC_EXPORT(ring_cache)
HAC_EXPORT(read_later)
HAC_EXPORT(parts)
