// Pooling of sequences and images.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 5}), L = dyn("l", {.min = 9, .max = 70}),
               H = dyn("h", {.min = 7, .max = 35});

constexpr void max1d(graph &g) {
  auto x = g.input("x", REAL, {N, L, 5});
  g.output("two", max_pool1d(x, {.kernel_size = 2}));
  g.output("padded", max_pool1d(x, {.kernel_size = 3, .stride = 2, .padding = 1}));
  g.output("dilated", max_pool1d(x, {.kernel_size = 3, .stride = 1, .dilation = 2}));
  g.output("rounded_up", max_pool1d(x, {.kernel_size = 4, .stride = 3, .ceil_mode = true}));
}
constexpr void avg1d(graph &g) {
  auto x = g.input("x", REAL, {N, L, 5});
  g.output("two", avg_pool1d(x, {.kernel_size = 2}));
  g.output("padded", avg_pool1d(x, {.kernel_size = 3, .stride = 2, .padding = 1}));
  g.output(
      "without",
      avg_pool1d(x, {.kernel_size = 3, .stride = 2, .padding = 1, .count_include_pad = false}));
  g.output("rounded_up",
           avg_pool1d(x, {.kernel_size = 5, .stride = 3, .padding = 2, .ceil_mode = true}));
}
constexpr void max2d(graph &g) {
  auto x = g.input("x", REAL, {N, 3, H, 11}), wild = g.input("x_wild", REAL, {N, 1, H, 8});
  g.output("two", max_pool2d(x, {.kernel_size = 2}));
  g.output("padded", max_pool2d(x, {.kernel_size = 3, .stride = 2, .padding = 1}));
  g.output("uneven", max_pool2d(x, {.kernel_size = {2, 4}, .stride = {3, 1}}));
  g.output("wild", max_pool2d(wild, {.kernel_size = 3, .stride = 1, .padding = 1}));
}
constexpr void avg2d(graph &g) {
  auto x = g.input("x", REAL, {N, 3, H, 11});
  g.output("two", avg_pool2d(x, {.kernel_size = 2}));
  g.output("padded", avg_pool2d(x, {.kernel_size = 3, .stride = 2, .padding = 1}));
  g.output(
      "without",
      avg_pool2d(
          x, {.kernel_size = {3, 2}, .stride = 1, .padding = {1, 0}, .count_include_pad = false}));
}
constexpr void adaptive(graph &g) {
  auto s = g.input("s", REAL, {N, 13, 5}), x = g.input("x", REAL, {N, 3, 7, 11});
  g.output("avg1d", adaptive_avg_pool1d(s, 4));
  g.output("max1d", adaptive_max_pool1d(s, 5));
  g.output("avg2d", adaptive_avg_pool2d(x, {3, 2}));
  g.output("max2d", adaptive_max_pool2d(x, {1, 4}));
}
constexpr void adaptive_dynamic(graph &g) {
  auto s = g.input("s", REAL, {N, L, 5}), x = g.input("x", REAL, {N, 3, H, 11});
  g.output("avg1d", adaptive_avg_pool1d(s, 1));
  g.output("max1d", adaptive_max_pool1d(s, 3));
  g.output("avg2d", adaptive_avg_pool2d(x, 1));
  g.output("max2d", adaptive_max_pool2d(x, {2, 3}));
}
HAC_EXPORT(max1d)
HAC_EXPORT(avg1d)
HAC_EXPORT(max2d)
HAC_EXPORT(avg2d)
HAC_EXPORT(adaptive)
HAC_EXPORT(adaptive_dynamic)
