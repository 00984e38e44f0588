// Gradients of every family of ops, for the fuzzer.
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch", {.max = 8}), T = dyn("seq", {.min = 4, .max = 32});

constexpr void text(graph &g) {
  auto ids = g.input("ids", i32, {B, T}), labels = g.input("labels", i32, {B});
  auto table = g.input("table", f32, {30, 8}), qkv = g.input("qkv", f32, {24, 8}),
       filters = g.input("filters", f32, {8, 8, 3}), scale = g.input("scale", f32, {8});
  auto x = embedding(ids, table, {.padding_idx = 0});
  x = max_pool1d(relu(conv1d(x, filters, {}, {.padding = 1})), {.kernel_size = 2});
  auto [q, k, v] = chunk<3>(linear(layer_norm(x, 1, scale), qkv));
  auto y = attention(rope(split_heads(q, 2)), split_heads(k, 2), split_heads(v, 2), window(3));
  x = iterate(2, [&](Tensor s) { return tanh(s + merge_heads(y)); }, x);
  auto loss = cross_entropy(mean(x, 1), labels, {.label_smoothing = 0.1});
  auto slopes = grad(loss, tensors<4>{table, qkv, filters, scale});
  g.output("d_table", slopes[0]);
  g.output("d_qkv", slopes[1]);
  g.output("d_filters", slopes[2]);
  g.output("d_scale", slopes[3]);
}
constexpr void image(graph &g) {
  auto x = g.input("x", f32, {B, 4, 9, T}), w = g.input("w", f32, {4, 2, 3, 3});
  auto y = avg_pool2d(conv2d(x, w, {}, {.padding = 1, .groups = 2, .mode = pad_mode::reflect}), {.kernel_size = 2});
  y = map([](auto a) { return where(a > 0, a, exp(a) - 1); }, y);
  auto z = reduce([](auto a, auto b) { return a * 0.5 + b; }, 0, pad(flip(y, 1), {{0, 0}, {1, 0}, {0, 0}, {0, 0}}), 2);
  auto [dx, dw] = grad(mse_loss(prod(z, 1), amax(z, 1)), tensors<2>{x, w});
  g.output("dx", dx);
  g.output("dw", dw);
}
HAC_EXPORT(text)
HAC_EXPORT(image)
