// Training steps with the parameters as states: the harness takes four in a row, each compared with
// differences of the reference. `mlp` is also trained by training_test.cpp.
#include <hac/dsl.h>
using namespace hac;

constexpr auto N = dyn("n", {.max = 32});

// Two layers, tanh, cross-entropy, gradient descent. 2 * 8 + 8 + 8 * 3 + 3 = 51 parameters.
constexpr void mlp(graph &g) {
  auto x = g.input("x", f32, {N, 2});
  auto labels = g.input("labels_below_3", i32, {N});
  auto lr = g.input("lr_positive", f32, {});
  tensors<4> parameters = {g.state("w1", f32, {8, 2}), g.state("b1", f32, {8}),
                           g.state("w2", f32, {3, 8}), g.state("b2", f32, {3})};
  auto [w1, b1, w2, b2] = parameters;
  auto loss = cross_entropy(linear(tanh(linear(x, w1, b1)), w2, b2), labels);
  auto slopes = grad(loss, parameters);
  for (int i = 0; i < 4; i++)
    g.update(parameters[i], parameters[i] - lr * slopes[i]);
  g.output("loss", loss);
}

// A convolution, local attention, layer norm, mean; momentum.
constexpr void hybrid(graph &g) {
  auto x = g.input("x", f32, {dyn("few", {.max = 2}), 5, 3});
  auto target = g.input("target", f32, {dyn("few", {.max = 2}), 2});
  tensors<4> parameters = {g.state("filters", f32, {4, 3, 3}), g.state("qkv", f32, {12, 4}),
                           g.state("scale_positive", f32, {4}), g.state("out", f32, {2, 4})};
  tensors<4> moments = {g.state("m0", f32, {4, 3, 3}), g.state("m1", f32, {12, 4}),
                        g.state("m2", f32, {4}), g.state("m3", f32, {2, 4})};
  auto [filters, qkv, scale, head] = parameters;
  auto y = gelu(conv1d(x, filters, {}, {.padding = same}));
  auto [q, k, v] = chunk<3>(linear(y, qkv));
  y = y + merge_heads(attention(split_heads(q, 2), split_heads(k, 2), split_heads(v, 2), window(1)));
  auto loss = mse_loss(linear(mean(layer_norm(y, 1, scale, {}, 1e-2), 1), head), target);
  auto slopes = grad(loss, parameters);
  for (int i = 0; i < 4; i++) {
    auto moment = moments[i] * 0.9 + slopes[i];
    g.update(moments[i], moment);
    g.update(parameters[i], parameters[i] - moment * 0.01);
  }
  g.output("loss", loss);
}
HAC_EXPORT(mlp)
HAC_EXPORT(hybrid)
