// Norms and softmax.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 20}), M = dyn("m", {.max = 67});

constexpr void layer_norms(graph &g) {
  auto x = g.input("x", REAL, {N, 37}), w = g.input("w", REAL, {37}), b = g.input("b", REAL, {37});
  g.output("plain", layer_norm(x));
  g.output("affine", layer_norm(x, 1, w, b));
  g.output("weight", layer_norm(x, 1, w, {}, 1e-3));
  g.output("one", layer_norm(g.input("u", REAL, {N, 1})));
}
constexpr void layer_norm_dynamic(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M});
  g.output("last", layer_norm(x));
  g.output("two", layer_norm(x, 2));
}
constexpr void rms_norms(graph &g) {
  auto x = g.input("x", REAL, {N, 37}), w = g.input("w", REAL, {37});
  g.output("plain", rms_norm(x));
  g.output("weight", rms_norm(x, 1, w, 1e-5));
  g.output("dynamic", rms_norm(g.input("y", REAL, {2, N, M}), 2));
}
constexpr void group_norms(graph &g) {
  auto x = g.input("x", REAL, {N, 6, 5, M}), w = g.input("w", REAL, {6}),
       b = g.input("b", REAL, {6});
  g.output("images", group_norm(x, 3, w, b));
  g.output("instance", group_norm(x, 6));
  g.output("sequences", group_norm(g.input("s", REAL, {N, M, 6}), 2, w, b));
  g.output("vectors", group_norm(g.input("v", REAL, {N, 6}), 2));
}
constexpr void batch_norms(graph &g) {
  auto mean = g.input("mean", f32, {6}), var = g.input("var_positive", f32, {6});
  auto w = g.input("w", REAL, {6}), b = g.input("b", REAL, {6});
  g.output("images", batch_norm(g.input("x", REAL, {N, 6, 3, M}), mean, var, w, b));
  g.output("sequences", batch_norm(g.input("s", REAL, {N, M, 6}), mean, var));
  g.output("vectors", batch_norm(g.input("v", REAL, {N, 6}), mean, var, w, b));
}
constexpr void normalized(graph &g) {
  auto x = g.input("x", REAL, {N, 5, M});
  g.output("last", normalize(x));
  g.output("middle", normalize(x, 1));
  g.output("zeros", normalize(x * 0));
}
constexpr void softmaxes(graph &g) {
  auto x = g.input("x", REAL, {N, M});
  g.output("last", softmax(x));
  g.output("first", softmax(x, 0));
  g.output("log_last", log_softmax(x));
  g.output("fixed", softmax(g.input("y", REAL, {N, 3, 19}), 1));
  g.output("scaled", softmax(x * 30));
}
constexpr void softmax_corners(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {N, M});
  auto nothing = -1.0 / abs(x * 0);                        // -Inf
  g.output("hidden", softmax(where(x > 0.5, x, nothing))); // some rows are -Inf throughout: 0
  g.output("log_hidden", log_softmax(where(x > -2, x, nothing)));
  g.output("wild", softmax(wild));
}
HAC_EXPORT(layer_norms)
HAC_EXPORT(layer_norm_dynamic)
HAC_EXPORT(rms_norms)
HAC_EXPORT(group_norms)
HAC_EXPORT(batch_norms)
HAC_EXPORT(normalized)
HAC_EXPORT(softmaxes)
HAC_EXPORT(softmax_corners)
