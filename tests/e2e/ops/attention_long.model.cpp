// Attention over more keys than a tile has: heads as views, sizes that fill no vector.
#include "real.h"

constexpr auto L = dyn("tokens", {.max = 300});
constexpr void long_rows(graph &g) {
  auto x = g.input("x", REAL, {2, L, 120});
  auto [q, k, v] = split(x, {40, 40, 40});
  g.output("y", merge_heads(attention(split_heads(q, 2), split_heads(k, 2), split_heads(v, 2),
                                      {{.count = 1}, {.count = 1, .mask = causal()}})));
}
constexpr void long_shared(graph &g) {
  auto q = g.input("q", REAL, {1, 4, L, 9}), k = g.input("k", REAL, {1, 2, L, 9}),
       v = g.input("v", REAL, {1, 2, L, 37});
  auto n = g.input("n_count", i32, {1});
  g.output("y", attention(q, k, v,
                          {{.count = 1, .mask = window(20) || sinks(3)},
                           {.count = 1, .mask = lengths(n * 40)},
                           {.count = 2, .mask = dilated(2) && causal(), .score = alibi(4)}}));
}
HAC_EXPORT(long_rows)
HAC_EXPORT(long_shared)
