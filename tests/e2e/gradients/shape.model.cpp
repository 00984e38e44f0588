// Shape ops and indexing.
#include "slopes.h"

constexpr void reshaped(graph &g) {
  auto x = g.input("x", f32, {N, M, 6});
  g.output("reshape", slope(reshape(x, {N, M, 2, 3}), x));
  g.output("flatten", slope(flatten(x, 1), x));
  g.output("axes", slope(squeeze(unsqueeze(transpose(x), 1), 1), x));
  g.output("permute", slope(permute(x, {2, 0, 1}), x));
  g.output("split_heads", slope(split_heads(x, 3), x));
  g.output("merge_heads", slope(merge_heads(split_heads(x, 2) * 2), x));
  auto s = g.input("s", f32, {N, 6, 2});
  g.output("to_image", slope(to_image(s, 2, 3), s));
  auto i = g.input("i", f32, {N, 2, 3, M});
  g.output("to_seq", slope(to_seq(i), i));
  g.output("broadcast", slope(broadcast_to(slice(x, 2, 0, 1), {N, M, 4}), x));
}
constexpr void asserted(graph &g) {
  auto K = dyn("rows", {.max = 4});
  auto x = g.input("x", f32, {K, 2});
  g.output("dx", slope(concat({assert_shape(x, {K, 2}), x}, 0), x));
}
constexpr void joined(graph &g) {
  auto x = g.input("x", f32, {N, M, 2}), y = g.input("y", f32, {N, M, 3});
  auto [dx, dy] = grad(loss_of(concat({x, y, x * 2})), tensors<2>{x, y});
  g.output("concat_x", dx);
  g.output("concat_y", dy);
  g.output("concat_rows", slope(concat({x, slice(x, 1, 0, 1)}, 1), x));
  g.output("stack", slope(stack({x, x * x}, 1), x));
}
constexpr void parts(graph &g) {
  auto K = dyn("k", {.min = 3, .max = 6});
  auto x = g.input("x", f32, {N, K, 5});
  auto [a, b, c] = split<3>(x, {1, 3, 1});
  g.output("split", slope(a * sum(c), x) + slope(b, x));
  g.output("slice", slope(slice(x, 1, 1, x.dim(1) - 1), x));
  g.output("half", slope(slice(x, 1, x.dim(1) / 2), x));
  g.output("steps", slope(slice(x, 1, 1, x.dim(1), 2), x));
  g.output("select", slope(select(x, 2, 3), x));
}
constexpr void moved(graph &g) {
  auto x = g.input("x", f32, {N, M, 3});
  g.output("flip", slope(flip(x, {0, 2}), x));
  g.output("roll", slope(roll(x, 2, 1), x));
  g.output("tile", slope(tile(x, {2, 1, 3}), x));
  g.output("pad", slope(pad(x, {{1, 0}, {0, 2}, {1, 1}}, pad_mode::zeros, 0.5), x));
}
constexpr void bordered(graph &g) {
  auto K = dyn("wide", {.min = 3, .max = 5});
  auto x = g.input("x", f32, {2, K, 4});
  g.output("reflect", slope(pad(x, {{0, 0}, {2, 1}, {0, 3}}, pad_mode::reflect), x));
  g.output("replicate", slope(pad(x, {{1, 1}, {2, 0}, {0, 0}}, pad_mode::replicate), x));
  g.output("circular", slope(pad(x, {{0, 0}, {1, 2}, {3, 0}}, pad_mode::circular), x));
}
constexpr void gathered(graph &g) {
  auto w = g.input("w", f32, {7, 3}), x = g.input("x", f32, {N, M, 3});
  auto ids = g.input("ids_below_7", i32, {N, M}), few = g.input("few_below_3", i64, {4});
  auto each = g.input("each_below_3", i32, {N, M, 2});
  g.output("embedding", slope(embedding(ids, w), w));
  g.output("padding", slope(where(unsqueeze(ids, 2) == 2, 0, embedding(ids, w, {.padding_idx = 2})), w));
  g.output("index_select", slope(index_select(x, 2, few), x));
  g.output("gather", slope(gather(x, 2, each), x));
  g.output("one_hot", slope(matmul(one_hot(ids, 7), w), w));
}
constexpr void placed(graph &g) {
  auto K = dyn("places", {.min = 3, .max = 6});
  auto x = g.input("x", f32, {N, K, 2}), y = g.input("y", f32, {N, 2, 2});
  auto start = g.input("start", i32, {}); // clamped
  g.output("slice_at", slope(slice_at(x, 1, start, 3), x));
  auto [dx, dy] = grad(loss_of(update_at(x, 1, start, y)), tensors<2>{x, y});
  g.output("update_at_x", dx);
  g.output("update_at_y", dy);
}
HAC_EXPORT(placed)
HAC_EXPORT(reshaped)
HAC_EXPORT(asserted)
HAC_EXPORT(joined)
HAC_EXPORT(parts)
HAC_EXPORT(moved)
HAC_EXPORT(bordered)
HAC_EXPORT(gathered)
