// conv1d on sequences, conv2d on images.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 4}), L = dyn("l", {.min = 9, .max = 70}),
               H = dyn("h", {.min = 7, .max = 35});

struct Conv1 {
  nn::Conv1d conv;
  constexpr Tensor operator()(Tensor x) const { return conv(x); }
};
struct Conv2 {
  nn::Conv2d conv;
  constexpr Tensor operator()(Tensor x) const { return conv(x); }
};

constexpr void conv1d_same(graph &g) {
  auto x = g.input("x", REAL, {N, L, 5});
  g.output("y", g.module(Conv1{{5, 7, 3, .padding = same, .dtype = REAL}}, "a")(x));
  g.output("even", g.module(Conv1{{5, 3, 4, .padding = same, .dtype = REAL}}, "b")(x));
}
constexpr void conv1d_strided(graph &g) {
  auto x = g.input("x", REAL, {N, L, 6});
  g.output("y", g.module(Conv1{{6, 10, 5, 2, 1, .dtype = REAL}}, "c")(x));
  g.output("dilated",
           g.module(Conv1{{6, 4, 3, .dilation = 3, .bias = false, .dtype = REAL}}, "d")(x));
}
constexpr void conv1d_groups(graph &g) {
  auto x = g.input("x", REAL, {N, L, 6});
  g.output("two", g.module(Conv1{{6, 8, 3, .groups = 2, .dtype = REAL}}, "e")(x));
  g.output("depthwise",
           g.module(Conv1{{6, 6, 5, .padding = 2, .groups = 6, .dtype = REAL}}, "f")(x));
}
constexpr void conv1d_modes(graph &g) {
  auto x = g.input("x", REAL, {N, L, 3}), w = g.input("w", REAL, {4, 3, 5});
  g.output("reflect", conv1d(x, w, {}, {.padding = 2, .mode = pad_mode::reflect}));
  g.output("replicate", conv1d(x, w, {}, {.padding = 3, .mode = pad_mode::replicate}));
  g.output("circular", conv1d(x, w, {}, {.padding = 2, .mode = pad_mode::circular}));
}
constexpr void conv1d_fused(graph &g) {
  auto x = g.input("x", REAL, {N, L, 11});
  auto y = g.module(Conv1{{11, 13, 3, .padding = same, .dtype = REAL}}, "k")(x);
  g.output("pooled", max_pool1d(relu(y), {.kernel_size = 2}));
  g.output("norm", layer_norm(y));
  g.output("joined", concat({y, gelu(x)}));
  g.output("unpooled", silu(y) + mish(max_pool1d(y, {.kernel_size = 1})));
  g.output("late_pooled", gelu(max_pool1d(y, {.kernel_size = 2})));
}
constexpr void conv2d_plain(graph &g) {
  auto x = g.input("x", REAL, {N, 3, H, 11});
  g.output("y", g.module(Conv2{{3, 5, 3, 1, 1, .dtype = REAL}}, "l")(x));
  g.output("one", g.module(Conv2{{3, 9, 1, .bias = false, .dtype = REAL}}, "m")(x));
}
constexpr void conv2d_strided(graph &g) {
  auto x = g.input("x", REAL, {N, 4, H, 13});
  g.output("y", g.module(Conv2{{4, 6, 5, 2, 2, .dtype = REAL}}, "o")(x));
  g.output("uneven", conv2d(x, g.input("w", REAL, {3, 4, 2, 3}), {},
                            {.stride = {1, 2}, .padding = {0, 1}, .dilation = {2, 1}}));
}
constexpr void conv2d_groups(graph &g) {
  auto x = g.input("x", REAL, {N, 6, H, 7});
  g.output("three", g.module(Conv2{{6, 9, 3, .groups = 3, .dtype = REAL}}, "p")(x));
  g.output("depthwise", g.module(Conv2{{6, 6, 3, 1, 1, .groups = 6, .dtype = REAL}}, "q")(x));
}
constexpr void conv2d_modes(graph &g) {
  auto x = g.input("x", REAL, {N, 2, H, 8}), w = g.input("w", REAL, {3, 2, 3, 3});
  g.output("reflect", conv2d(x, w, {}, {.padding = 1, .mode = pad_mode::reflect}));
  g.output("circular", conv2d(x, w, {}, {.padding = 2, .mode = pad_mode::circular}));
}
constexpr void conv2d_block(graph &g) {
  auto x = g.input("x", REAL, {N, 5, H, 9});
  auto y = g.module(Conv2{{5, 5, 3, 1, 1, .bias = false, .dtype = REAL}}, "r")(x);
  auto mean = g.input("mean", f32, {5}), var = g.input("var_positive", f32, {5});
  g.output("y", relu(batch_norm(y, mean, var) + x));
}

// Filters beyond one panel, rows of constant length, tiles at both borders.
constexpr void conv2d_wide(graph &g) {
  auto x = g.input("x", REAL, {N, 9, H, 14});
  g.output("y", g.module(Conv2{{9, 70, 3, 1, 1, .dtype = REAL}}, "s")(x));
  g.output("far", g.module(Conv2{{9, 51, 3, 2, 3, .dilation = 3, .dtype = REAL}}, "t")(x));
  g.output("small", g.module(Conv2{{9, 17, 5, 1, 2, .dtype = REAL}}, "u")(slice(x, 3, 2, 5)));
}
constexpr void conv2d_dynamic(graph &g) {
  auto x = g.input("x", REAL, {N, 10, 5, H});
  g.output("y", g.module(Conv2{{10, 33, 3, 1, 1, .dtype = REAL}}, "v")(x));
  g.output("one", g.module(Conv2{{10, 50, 1, .dtype = REAL}}, "w1")(x));
  g.output("split", g.module(Conv2{{10, 38, 3, 1, 1, .groups = 2, .dtype = REAL}}, "w2")(x));
}
// Channels last from end to end: norm, residual, pooling, joined channels.
constexpr void conv2d_chain(graph &g) {
  auto x = g.input("x", REAL, {N, 37, H, 15});
  auto norm = [&](Tensor t, const char *name) {
    return g.module(nn::BatchNorm2d{.num_features = 37, .dtype = REAL}, name)(t);
  };
  auto d = relu(
      norm(g.module(Conv2{{37, 37, 3, 1, 1, .groups = 37, .bias = false, .dtype = REAL}}, "x1")(x),
           "n1"));
  auto y =
      relu(norm(g.module(Conv2{{37, 37, 1, .bias = false, .dtype = REAL}}, "x2")(d), "n2") + x);
  g.output("pooled", max_pool2d(concat({y, d}, 1), {.kernel_size = 3, .stride = 2, .padding = 1}));
  g.output("mean", mean(y, {2, 3}));
  g.output("one", adaptive_avg_pool2d(d, 1));
}
// The convolution itself is never stored.
constexpr void conv1d_pooled(graph &g) {
  auto x = g.input("x", REAL, {N, L, 11});
  auto conv = [&](const char *name, int kernel) {
    return relu(g.module(Conv1{{11, 21, kernel, .padding = same, .dtype = REAL}}, name)(x));
  };
  g.output("largest", concat({amax(conv("y1", 3), {1}), amax(conv("y2", 4), {1})}));
  g.output("kept", amax(conv("y3", 5), {1}, true));
  g.output("two", max_pool1d(conv("y4", 4), {.kernel_size = 2}));
  g.output("three", max_pool1d(conv("y5", 5), {.kernel_size = 3}) * 2.0);
  auto plain = g.module(Conv1{{11, 50, 3, .dtype = REAL}}, "y6")(x);
  g.output("inside", amax(plain, {1}));
  g.output("rounded_up", max_pool1d(relu(x), {.kernel_size = 2, .ceil_mode = true}));
}
HAC_EXPORT(conv1d_same)
HAC_EXPORT(conv1d_strided)
HAC_EXPORT(conv1d_groups)
HAC_EXPORT(conv1d_modes)
HAC_EXPORT(conv1d_fused)
HAC_EXPORT(conv2d_plain)
HAC_EXPORT(conv2d_strided)
HAC_EXPORT(conv2d_groups)
HAC_EXPORT(conv2d_modes)
HAC_EXPORT(conv2d_block)
HAC_EXPORT(conv2d_wide)
HAC_EXPORT(conv2d_dynamic)
HAC_EXPORT(conv2d_chain)
HAC_EXPORT(conv1d_pooled)
