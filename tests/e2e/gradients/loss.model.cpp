// Losses and their gradients.
#include "slopes.h"

constexpr void pairs(graph &g) {
  auto a = g.input("a", f32, {N, M}), b = g.input("b", f32, {N, M}), p = g.input("p_positive", f32, {N, M});
  auto both = [&](const char *left, const char *right, Tensor loss) {
    auto [da, db] = grad(loss, tensors<2>{a, b});
    g.output(left, da);
    g.output(right, db);
  };
  g.output("mse", mse_loss(a, b));
  g.output("l1", l1_loss(a, b, reduction::sum));
  g.output("bce", bce_with_logits(a * 20, sigmoid(b)));
  g.output("none", mse_loss(a, b, reduction::none));
  both("mse_a", "mse_b", mse_loss(a, b));
  both("l1_a", "l1_b", l1_loss(a, b));
  both("bce_a", "bce_b", bce_with_logits(a, b, reduction::sum));
  g.output("each", slope(l1_loss(a, p, reduction::none), a));
}
constexpr void classes(graph &g) {
  auto x = g.input("x", f32, {N, 5}), w = g.input("w_positive", f32, {5});
  auto labels = g.input("labels_below_5", i32, {N});
  g.output("loss", cross_entropy(x, labels));
  g.output("smooth", cross_entropy(x, labels, {.weight = w, .label_smoothing = 0.2}));
  g.output("sum", cross_entropy(x * 30, labels, {.reduction = reduction::sum}));
  g.output("dx", grad(cross_entropy(x, labels), x));
  g.output("smooth_dx", grad(cross_entropy(x, labels, {.label_smoothing = 0.1}), x));
  g.output("weighted_dx", grad(cross_entropy(x, labels, {.weight = w, .label_smoothing = 0.2}), x));
  g.output("each", slope(cross_entropy(x, labels, {.reduction = reduction::none}), x));
}
constexpr void ignored(graph &g) { // some labels do not count, at times none
  auto x = g.input("x", f32, {N, M, 3}), i = g.input("i", f32, {N, 3, 2, M});
  auto labels = g.input("labels_below_3", i64, {N, M}), places = g.input("places_below_3", i32, {N, 2, M});
  g.output("sequence", cross_entropy(x, labels, {.ignore_index = 1}));
  g.output("image", cross_entropy(i, places, {.ignore_index = 0, .label_smoothing = 0.3}));
  g.output("sequence_dx", grad(cross_entropy(x, labels, {.ignore_index = 1}), x));
  g.output("image_dx", grad(cross_entropy(i, places, {.ignore_index = 0, .label_smoothing = 0.3}), i));
  auto none = where(labels >= 0, -100, labels);
  g.output("zero", cross_entropy(x, none));
  g.output("zero_dx", grad(cross_entropy(x, none), x));
}
HAC_EXPORT(pairs)
HAC_EXPORT(classes)
HAC_EXPORT(ignored)
