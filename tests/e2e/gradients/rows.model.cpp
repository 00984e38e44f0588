// Pooling, norms, softmax, reductions.
#include "slopes.h"

constexpr auto L = dyn("l", {.min = 4, .max = 7});

constexpr void pools(graph &g) {
  auto x = g.input("x", f32, {N, L, 3}), i = g.input("i", f32, {N, 2, L, 5});
  g.output("max", slope(max_pool1d(x, {.kernel_size = 3, .stride = 2, .padding = 1}), x));
  g.output("max_dilated", slope(max_pool1d(x, {.kernel_size = 2, .stride = 1, .dilation = 2}), x));
  g.output("max_image", slope(max_pool2d(i, {.kernel_size = 2, .stride = {2, 1}}), i));
  g.output("max_up", slope(max_pool2d(i, {.kernel_size = 2, .ceil_mode = true}), i));
  g.output("avg", slope(avg_pool1d(x, {.kernel_size = 3, .stride = 2, .padding = 1}), x));
  g.output("avg_data", slope(avg_pool1d(x, {.kernel_size = 3, .stride = 1, .padding = 1, .count_include_pad = false}), x));
  g.output("avg_image", slope(avg_pool2d(i, {.kernel_size = {2, 3}, .stride = {1, 2}, .padding = {0, 1}, .ceil_mode = true}), i));
  g.output("adaptive", slope(adaptive_avg_pool1d(x, 3), x));
  g.output("adaptive_image", slope(adaptive_avg_pool2d(i, {2, 3}), i));
  g.output("adaptive_more", slope(adaptive_avg_pool1d(x, 9), x));
  g.output("adaptive_max", slope(adaptive_max_pool1d(x, 3), x));
  g.output("adaptive_max_image", slope(adaptive_max_pool2d(i, {3, 2}), i));
}
template <std::size_t K>
constexpr void all(graph &g, const char *const (&names)[K], Tensor y, const tensors<K> &xs) {
  auto slopes = grad(loss_of(y), xs);
  for (std::size_t i = 0; i < K; i++)
    g.output(names[i], slopes[i]);
}
constexpr void norms(graph &g) {
  auto x = g.input("x", f32, {N, M, 4}), w = g.input("w", f32, {4}), b = g.input("b", f32, {4});
  all(g, {"layer_x", "layer_w", "layer_b"}, layer_norm(x, 1, w, b), {x, w, b});
  all(g, {"plain"}, layer_norm(x, 1, {}, {}, 0.1), {x});
  auto v = g.input("v", f32, {3, 4});
  auto t = g.input("t", f32, {N, 3, 4});
  all(g, {"two_x", "two_w"}, layer_norm(t, 2, v), {t, v});
  all(g, {"rms_x", "rms_w"}, rms_norm(x, 1, w, 1e-3), {x, w});
  all(g, {"group_x", "group_w", "group_b"}, group_norm(x, 2, w, b, 1e-2), {x, w, b});
  auto i = g.input("i", f32, {N, 4, 2, M});
  all(g, {"images_x", "images_w", "images_b"}, group_norm(i, 2, w, b, 1e-2), {i, w, b});
  all(g, {"normalize"}, normalize(x), {x});
  all(g, {"normalize_middle"}, normalize(t, 1), {t});
}
constexpr void batch_norms(graph &g) { // by the batch's statistics, and by given ones
  auto mean = g.input("mean", f32, {4}), var = g.input("var_positive", f32, {4});
  auto x = g.input("x", f32, {N, 4, 2, M}), w = g.input("w", f32, {4}), b = g.input("b", f32, {4});
  auto s = g.input("s", f32, {N, 3, 4});
  all(g, {"images_x", "images_w", "images_b"}, batch_norm(x, mean, var, w, b, {.eps = 1e-2}), {x, w, b});
  all(g, {"sequences"}, batch_norm(s, mean, var, {}, {}, {.eps = 1e-2}), {s});
  all(g, {"frozen_x", "frozen_w", "frozen_b", "frozen_mean", "frozen_var"},
      batch_norm(s, mean, var, w, b, {.frozen = true}), {s, w, b, mean, var});
  g.output("forward", batch_norm(x, mean, var, w, b, {.eps = 1e-2}));
}
constexpr void softmaxes(graph &g) {
  auto x = g.input("x", f32, {N, M, 3});
  g.output("last", slope(softmax(x), x));
  g.output("middle", slope(softmax(x * 3, 1), x));
  g.output("log_last", slope(log_softmax(x), x));
  g.output("log_first", slope(log_softmax(x, 0), x));
}
constexpr void reductions(graph &g) {
  auto x = g.input("x", f32, {N, M, 3});
  g.output("sum", slope(sum(x, {0, 2}), x));
  g.output("sum_all", slope(sum(x) * 0.1, x));
  g.output("mean", slope(mean(x, 1, true), x));
  g.output("mean_two", slope(mean(x, {1, 2}), x));
  g.output("prod", slope(prod(x, 2), x));
  g.output("prod_zero", slope(prod(concat({x, slice(x, 2, 0, 1) * 0}), 2), x));
  g.output("amax", slope(amax(x, 1), x));
  g.output("amin", slope(amin(x, {0, 1}), x));
  g.output("norm", slope(norm(x, 2), x));
  g.output("logsumexp", slope(logsumexp(x, {1, 2}), x));
  g.output("var", slope(var(x, 2), x));
  g.output("var_population", slope(var(x, {1, 2}, {.correction = 0, .keepdim = true}), x));
  g.output("stddev", slope(stddev(x, 2), x));
  g.output("masked", slope(masked_mean(x, g.input("k_count", i32, {N})), x));
}
constexpr void folds(graph &g) {
  auto x = g.input("x", f32, {N, M, 3});
  g.output("sums", slope(reduce([](auto a, auto b) { return a + b; }, 0, x, 1), x));
  g.output("products", slope(reduce([](auto a, auto b) { return a * b; }, 1, x, {0, 2}), x));
  g.output("smooth", slope(reduce([](auto a, auto b) { return log(exp(a) + exp(b)); }, -3, x, {1}, true), x));
}
HAC_EXPORT(pools)
HAC_EXPORT(norms)
HAC_EXPORT(batch_norms)
HAC_EXPORT(softmaxes)
HAC_EXPORT(reductions)
HAC_EXPORT(folds)
