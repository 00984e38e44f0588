// Reductions.
#include "real.h"

constexpr auto N = dyn("n", {.max = 40}), M = dyn("m", {.max = 67});

#define EACH_WAY(op)                                                                               \
  g.output(#op "_last", op(x, {2}));                                                               \
  g.output(#op "_first", op(x, {0}));                                                              \
  g.output(#op "_outer", op(x, {0, 2}, true));                                                     \
  g.output(#op "_all", op(x));

constexpr void sums(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  EACH_WAY(sum)
  EACH_WAY(mean)
}
constexpr void products(graph &g) {
  auto x = g.input("x_unit", REAL, {N, 3, M});
  EACH_WAY(prod)
}
constexpr void extremes(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  EACH_WAY(amax)
  EACH_WAY(amin)
}
constexpr void extremes_wild(graph &g) {
  auto x = g.input("x_wild", REAL, {N, 3, M});
  EACH_WAY(amax)
  EACH_WAY(amin)
}
constexpr void lengths_(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  EACH_WAY(norm)
  EACH_WAY(logsumexp)
}
constexpr void spreads(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  g.output("var_last", var(x, {2}));
  g.output("var_biased", var(x, {2}, {.correction = 0}));
  g.output("var_first", var(x, {0, 1}, {.keepdim = true}));
  g.output("var_all", var(x));
  g.output("stddev_last", stddev(x, {2}));
  g.output("stddev_first", stddev(x, {0}, {.correction = 0}));
}
constexpr void positions(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M}), wild = g.input("x_wild", REAL, {N, M});
  auto n = g.input("n_any", i32, {N, M});
  g.output("argmax_last", argmax(x));
  g.output("argmax_first", argmax(x, 0));
  g.output("argmin_middle", argmin(x, 1, true));
  g.output("argmax_wild", argmax(wild));
  g.output("argmin_wild", argmin(wild, 0));
  g.output("argmax_ties", argmax(n));
  g.output("argmin_ties", argmin(n));
}
constexpr void whole_numbers(graph &g) {
  auto x = g.input("x_wild", i32, {N, M}), y = g.input("y", i8, {N, M});
  g.output("sum", sum(x, {1}));
  g.output("prod", prod(x, {0}));
  g.output("amax", amax(x, {0}));
  g.output("amin", amin(y, {1}));
  g.output("sum_i8", sum(y));
}
constexpr void truth(graph &g) {
  auto x = g.input("x", boolean, {N, 3, M});
  EACH_WAY(any)
  EACH_WAY(all)
  g.output("count", sum(cast(x, i32), {0, 1, 2}));
}
constexpr void own(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  g.output("largest", reduce([](auto a, auto b) { return max(a, abs(b)); }, 0, x, {2}));
  g.output("total", reduce([](auto a, auto b) { return a + b; }, 0, x, {0, 1}, true));
}
constexpr void masked(graph &g) {
  auto n = g.input("n_count", i32, {N});
  g.output("y", masked_mean(g.input("x", REAL, {N, 7, M}), n));
}
constexpr void fused(graph &g) {
  auto x = g.input("x", REAL, {N, M}), y = g.input("y", REAL, {N, M});
  g.output("dot", sum(x * y, {1}));
  auto centered = x - mean(x, {1}, true);
  g.output("centered", centered);
  g.output("spread", mean(square(centered), {1}));
}
HAC_EXPORT(sums)
HAC_EXPORT(products)
HAC_EXPORT(extremes)
HAC_EXPORT(extremes_wild)
HAC_EXPORT(lengths_)
HAC_EXPORT(spreads)
HAC_EXPORT(positions)
HAC_EXPORT(whole_numbers)
HAC_EXPORT(truth)
HAC_EXPORT(own)
HAC_EXPORT(masked)
HAC_EXPORT(fused)
