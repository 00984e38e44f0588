// Rotary positions; heads as views.
#include "real.h"

constexpr auto B = dyn("batch", {.min = 0, .max = 3}), T = dyn("seq", {.max = 67});

constexpr void ropes(graph &g) {
  auto x = g.input("x", REAL, {B, 3, T, 8});
  g.output("plain", rope(x));
  g.output("interleaved", rope(x, {.base = 500, .interleaved = true}));
  g.output("part", rope(x, {.dims = 4, .scale = 0.25}));
  g.output("start", rope(x, {}, g.input("start_count", i32, {})));
  g.output("given", rope(x, {}, g.input("p_count", i32, {T})));
  g.output("rows", rope(x, {}, g.input("r_count", i32, {B, T})));
}
constexpr void ropes_of_many(graph &g) {
  auto x = g.input("x", REAL, {B, T, 148});
  g.output("view", rope(split_heads(x, 2)));
  g.output("interleaved", rope(split_heads(x, 2), {.dims = 70, .interleaved = true}, g.input("p_count", i64, {T})));
}
constexpr void heads_(graph &g) {
  auto x = g.input("x", REAL, {B, T, 12});
  auto y = split_heads(x, 4);
  g.output("split", y);
  g.output("back", merge_heads(y * 2));
}
HAC_EXPORT(ropes)
HAC_EXPORT(ropes_of_many)
HAC_EXPORT(heads_)
