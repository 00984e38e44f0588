// Reading by indices that the model computes. Some are checked on entry, through the ranges of
// inputs; the others while the call runs.
#include "real.h"

constexpr auto N = dyn("k", {.min = 0, .max = 40}), M = dyn("m", {.max = 67});

// The generated header says: ids, backwards -1 to 7; halves 0 to 13; pair, wide -1 to 4.
constexpr void on_entry(graph &g) {
  auto w = g.input("w", REAL, {9, 3});
  g.output("shifted", embedding(g.input("ids", i32, {N, M}) + 1, w));
  g.output("halved", gather(g.input("x", REAL, {7, M}), 0, floor_div(g.input("halves", i64, {4, M}), 2)));
  g.output("mirrored", index_select(w, 0, 7 - reshape(g.input("backwards", i32, {2, 3}), {6})));
  auto pair = g.input("pair", i32, {M}), wide = cast(g.input("wide", i32, {M}), i64);
  g.output("joined", one_hot(2 * concat({cast(pair, i64), wide}) + 2, 11, REAL));
}
constexpr void while_running(graph &g) {
  auto w = g.input("w", REAL, {9, 3}), x = g.input("x", REAL, {N, 5, M});
  auto i = g.input("i_below_3", i32, {N, M});
  g.output("embedding", embedding(i * i, w));
  g.output("one_hot", one_hot(i * i, 5, REAL));
  g.output("largest", gather(x, 1, argmax(x, 1, true)));
  auto j = g.input("j_below_3", i64, {4});
  g.output("index_select", index_select(x, 1, maximum(j * j, 1)));
  g.output("part", embedding(slice(i, 1, 0, 1), w));
}
constexpr void in_a_loop(graph &g) {
  auto w = g.input("w", f32, {9, 4});
  auto i = g.input("i_below_1", i32, {N});
  auto [sum, last] = iterate(
      3, [&](Tensor sum, Tensor i) { return tensors<2>{sum + embedding(i * i, w), i + 1}; },
      tensors<2>{zeros(g, f32, {N, 4}), i});
  g.output("sum", sum);
  g.output("last", last);
}
// n 0 to 2*m + 1, total 1 to m + 1.
constexpr void lengths_(graph &g) {
  auto n = g.input("n", i32, {N}), total = g.input("total", i32, {N});
  auto q = g.input("q", REAL, {N, 1, M, 4});
  g.output("y", attention(q, q, q, window(3) && lengths(floor_div(n, 2))));
  g.output("mean", masked_mean(merge_heads(q), total - 1));
}
HAC_EXPORT(on_entry)
HAC_EXPORT(while_running)
HAC_EXPORT(in_a_loop)
HAC_EXPORT(lengths_)
