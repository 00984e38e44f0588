// Functions that out_of_range_test.cpp calls with indices and lengths beyond their range.
#include <hac/dsl.h>
using namespace hac;

constexpr auto N = dyn("n", {.min = 0, .max = 40}), M = dyn("m", {.min = 4, .max = 67});

struct Words {
  nn::Embedding embed{9, 3};
  constexpr Tensor operator()(Tensor ids) const { return embed(ids); }
};
constexpr void shifted(graph &g) {
  g.output("y", g.module<Words>()(g.input("ids", i32, {M}) + 1));
}
constexpr void squared(graph &g) {
  auto i = g.input("i", i32, {2, M});
  g.output("y", g.module<Words>()(i * i));
}
constexpr void hot(graph &g) {
  auto i = g.input("i", i64, {M});
  g.output("y", one_hot(i * i, 9));
}
constexpr void gathered(graph &g) {
  auto x = g.input("x", f32, {2, M}), i = g.input("i", i64, {2, 4});
  g.output("y", gather(x, 1, i * i));
}
constexpr void selected(graph &g) {
  auto x = g.input("x", f32, {N, 3});
  auto i = g.input("i", i32, {M});
  g.output("y", index_select(x, 0, i * i));
}
// Steps of the loop read rows i*i, (i + 1)*(i + 1) and (i + 2)*(i + 2).
constexpr void looped(graph &g) {
  auto w = g.input("w", f32, {9, 3});
  auto [sum, last] = iterate(
      3, [&](Tensor sum, Tensor i) { return tensors<2>{sum + embedding(i * i, w), i + 1}; },
      tensors<2>{zeros(g, f32, {M, 3}), g.input("i", i32, {M})});
  g.output("sum", sum);
  g.output("last", last);
}
constexpr void two_bad(graph &g) {
  auto i = g.input("i", i32, {M});
  auto w = g.input("w", f32, {9, 3});
  auto first = one_hot(i * i, 5);
  g.output("y", sum(embedding(i * i, w), 1) + sum(first, 1));
}
// The position that a state holds is an index like any other.
constexpr void counted(graph &g) {
  auto table = g.input("table", f32, {5, 3}), position = g.state("position", i32, {});
  g.output("y", embedding(position, table));
  g.update(position, position + 1);
}
constexpr void masked(graph &g) {
  auto q = g.input("q", f32, {N, 2, M, 4});
  auto n = g.input("length", i32, {N});
  g.output("y", attention(q, q, q, window(2) && lengths(floor_div(n, 2))));
}
constexpr void averaged(graph &g) {
  auto n = g.input("length", i64, {N});
  g.output("y", masked_mean(g.input("x", f32, {N, M, 4}), n - 1));
}
constexpr void read_nothing(graph &g) { // a mask reads a tensor that may be empty
  auto q = g.input("q", f32, {2, 2, M, 4});
  auto limit = g.input("limit", i32, {N});
  g.output("y", attention(q, q, q, mask([=](auto, auto k) { return k > limit(k); })));
}
HAC_EXPORT(shifted)
HAC_EXPORT(squared)
HAC_EXPORT(hot)
HAC_EXPORT(gathered)
HAC_EXPORT(selected)
HAC_EXPORT(looped)
HAC_EXPORT(two_bad)
HAC_EXPORT(counted)
HAC_EXPORT(masked)
HAC_EXPORT(averaged)
HAC_EXPORT(read_nothing)
