// Ops that move elements, and reading by index.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 40}), M = dyn("m", {.min = 4, .max = 67});

constexpr void reshapes(graph &g) {
  auto x = g.input("x", REAL, {N, 6, M});
  g.output("reshape", reshape(x, {N, 2, 3 * M}));
  g.output("minus_one", reshape(x, {-1, M}));
  g.output("flatten", flatten(x, 1));
  g.output("unsqueeze", unsqueeze(x, 1));
  g.output("squeeze", squeeze(g.input("y", REAL, {N, 1, M}), 1) * 2);
  g.output("assert_shape", assert_shape(g.input("z", REAL, {N, M}), {N, M}));
}
constexpr void transposes(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M, 5}), y = g.input("y", i32, {N, M});
  g.output("last", transpose(x));
  g.output("outer", transpose(x, 0, 2));
  g.output("permute", permute(x, {2, 0, 3, 1}));
  g.output("whole", transpose(y));
  g.output("to_seq", to_seq(x));
  g.output("to_image", to_image(g.input("s", REAL, {N, 15, 4}), 5, 3));
  g.output("twice", transpose(transpose(x, 1, 2) + 1, 1, 3));
}
constexpr void joins(graph &g) {
  auto x = g.input("x", REAL, {N, M}), y = g.input("y", REAL, {N, 7}),
       z = g.input("z", REAL, {N, M});
  g.output("concat_last", concat({x, y, x}));
  g.output("concat_first", concat({x, z}, 0));
  g.output("stack_first", stack({x, z, x}));
  g.output("stack_last", stack({x, z}, -1));
  g.output("computed", concat({relu(x), y * 2}));
}
constexpr void parts(graph &g) {
  auto x = g.input("x", REAL, {N, 12, M});
  auto [a, b, c] = split(x, {3, 4, 5}, 1);
  auto [d, e, f] = chunk<3>(x, 1);
  g.output("a", a);
  g.output("b", b + 1);
  g.output("c", c);
  g.output("sum", d * e - f);
  g.output("slice", slice(x, 1, 2, 11, 3));
  g.output("slice_dynamic", slice(x, 2, 1, -1));
  g.output("slice_stepped", slice(x, 2, 0, to_end, 2));
  g.output("select", select(x, 1, -1));
  g.output("nested", slice(concat({a, c}, 1), 1, 2, 6));
}
constexpr void rearranged(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  g.output("flip", flip(x, {2}));
  g.output("flip_two", flip(x, {0, 1}));
  g.output("roll", roll(x, 2, 2));
  g.output("roll_back", roll(x, -5, 1));
  g.output("tile", tile(x, {2, 1, 3}));
  g.output("broadcast_to", broadcast_to(slice(x, 1, 0, 1), {2, N, 3, M}));
}
constexpr void padded(graph &g) {
  auto x = g.input("x", REAL, {N, M}), n = g.input("whole", i32, {N, M});
  g.output("zeros", pad(x, {{0, 0}, {2, 3}}));
  g.output("value", pad(x, {{1, 2}, {0, 1}}, pad_mode::zeros, -1.5));
  g.output("cut", pad(x, {{0, 1}, {-1, -2}}));
  g.output("reflect", pad(x, {{0, 0}, {3, 2}}, pad_mode::reflect));
  g.output("replicate", pad(x, {{0, 0}, {5, 1}}, pad_mode::replicate));
  g.output("circular", pad(x, {{0, 0}, {2, 4}}, pad_mode::circular));
  g.output("pad_i32", pad(n, {{0, 0}, {1, 1}}, pad_mode::zeros, 7));
}
constexpr void embeddings(graph &g) {
  auto ids = g.input("ids_below_11", i32, {N, M}), wide = g.input("wide_below_11", i64, {M});
  auto w = g.input("w", REAL, {11, 9});
  g.output("embedding", embedding(ids, w, {.padding_idx = 0}));
  g.output("embedding_i64", embedding(wide, w));
  g.output("one_hot", one_hot(g.input("hot_below_5", i32, {M}), 5, REAL));
  g.output("one_hot_linear",
           linear(one_hot(g.input("warm_below_6", i32, {N}), 6, REAL), g.input("v", REAL, {4, 6})));
}
constexpr void gathers(graph &g) {
  auto x = g.input("x", REAL, {5, M}), y = g.input("y", i32, {N, 6, 3});
  g.output("gather", gather(x, 0, g.input("idx_below_5", i32, {3, M})));
  g.output("gather_middle", gather(y, 1, g.input("jdx_below_6", i64, {N, 4, 3})));
  g.output("index_select", index_select(x, 0, g.input("rows_below_5", i32, {N})));
  g.output("index_last", index_select(y, 2, g.input("columns_below_3", i64, {4})));
}
HAC_EXPORT(reshapes)
HAC_EXPORT(transposes)
HAC_EXPORT(joins)
HAC_EXPORT(parts)
HAC_EXPORT(rearranged)
HAC_EXPORT(padded)
HAC_EXPORT(embeddings)
HAC_EXPORT(gathers)
