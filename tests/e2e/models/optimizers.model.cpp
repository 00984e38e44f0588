// One step of each optimizer, from a state that has begun; a step number of 0, as a file without one gives.
#include <hac/dsl.h>
using namespace hac;

constexpr auto N = dyn("n", {.min = 2, .max = 6});

struct Net {
  nn::Linear first{3, 4};
  nn::BatchNorm1d norm{4, .eps = 1e-2};
  nn::Linear second{4, 2};
  constexpr Tensor operator()(Tensor x) const { return second(tanh(norm(first(x)))); }
};
template <class Optimizer>
constexpr void step(graph &g, const Optimizer &optimizer, const train_options &options, bool part = false) {
  auto x = g.input("x", f32, {N, 3});
  auto labels = g.input("labels_below_2", i32, {N});
  auto net = g.module<Net>();
  if (part)
    freeze(net.first);
  auto loss = cross_entropy(net(x), labels);
  g.output("loss", loss);
  g.output("norm", train(loss, optimizer, options));
}
constexpr void plain(graph &g) { step(g, sgd{.lr = 0.1}, {}); }
constexpr void momentum(graph &g) {
  step(g, sgd{.lr = 0.1, .momentum = 0.9, .dampening = 0.5, .weight_decay = 0.1}, {.decay_min_rank = 2});
}
constexpr void nesterov(graph &g) {
  auto rate = g.input("rate_positive", f32, {});
  step(g, sgd{.lr = rate, .momentum = 0.9, .nesterov = true}, {.clip_norm = 0.5});
}
constexpr void adam_(graph &g) { step(g, adam{.lr = 0.01, .weight_decay = 0.1}, {}, true); }
constexpr void adamw_(graph &g) {
  auto rate = g.input("rate_positive", f32, {});
  step(g, adamw{.lr = rate, .beta2 = 0.99}, {.clip_norm = 1, .decay_min_rank = 2});
}
constexpr void classify(graph &g) { // the same weights, packed for speed
  g.output("logits", g.module<Net>()(g.input("x", f32, {N, 3})));
}
HAC_EXPORT(plain)
HAC_EXPORT(momentum)
HAC_EXPORT(nesterov)
HAC_EXPORT(adam_)
HAC_EXPORT(adamw_)
HAC_EXPORT(classify)
