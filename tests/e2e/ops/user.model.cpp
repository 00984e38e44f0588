// map, iterate, and loops around attention.
#include "real.h"

constexpr auto B = dyn("batch", {.max = 3}), T = dyn("seq", {.max = 35});

constexpr void maps(graph &g) {
  auto x = g.input("x", REAL, {B, T, 5}), y = g.input("y", REAL, {5}),
       n = g.input("n", i32, {T, 1});
  g.output("polynomial", map([](auto a, auto b) { return a * b + a * a - 0.5; }, x, y));
  g.output("functions", map([](auto a) { return tanh(exp(a * 0.5)) + sigmoid(sqrt(abs(a))); }, x));
  g.output("choice", map([](auto a, auto b) { return where(a > b, a - b, exp2(b)); }, x, y));
  g.output("whole", map([](auto i) { return (i * 5 - 3) % 4 + i / 2; }, n));
  g.output("truth", map([](auto i) { return i > 2 || i < -4; }, n));
  g.output("mixed", map([](auto a, auto i) { return a * i; }, x, n));
}
constexpr void loops(graph &g) {
  auto x = g.input("x", REAL, {B, T}), c = g.input("c", REAL, {T});
  g.output("once", iterate(1, [&](Tensor s) { return s * 0.5 + c; }, x));
  g.output("five", iterate(5, [&](Tensor s) { return tanh(s + c); }, x));
}
constexpr void two_states(graph &g) {
  auto x = g.input("x", REAL, {B, T}), n = g.input("n", i32, {});
  auto [a, b] = iterate(
      4, [&](Tensor s, Tensor i) { return tensors<2>{s * 0.5 + cast(i, REAL), i + 1}; },
      tensors<2>{x, n});
  g.output("a", a);
  g.output("b", b);
}
constexpr void nested(graph &g) {
  auto x = g.input("x", REAL, {B, T});
  g.output("y",
           iterate(
               3,
               [&](Tensor s) { return iterate(2, [&](Tensor t) { return t * 0.5 + s; }, s) - x; },
               x));
}
constexpr void captured(graph &g) { // the loop stands between two ops that could be one group
  auto x = g.input("x", REAL, {B, T});
  auto y = relu(x) * 0.5;
  g.output("y", y + iterate(2, [&](Tensor s) { return s * 0.5 + y; }, x));
}
constexpr void fed_back(graph &g) { // the weights of one round are scores of the next
  constexpr int heads = 4;
  auto x = g.input("x", REAL, {B, T, 24});
  auto w0 = zeros(g, REAL, {B, heads, T, T});
  auto round = [&](Tensor x, Tensor w) {
    auto h = split_heads(x, heads);
    auto [y, w2] = attention_weights(
        h, h, h, {{.count = heads, .score = [=](auto s, auto b, auto h, auto i, auto j) {
                     return s + w(b, h, i, j);
                   }}});
    return tensors<2>{x + merge_heads(y), w2};
  };
  auto r = iterate(3, round, tensors<2>{x, w0});
  g.output("y", r[0]);
  g.output("w", r[1]);
}
HAC_EXPORT(maps)
HAC_EXPORT(loops)
HAC_EXPORT(two_states)
HAC_EXPORT(nested)
HAC_EXPORT(captured)
HAC_EXPORT(fed_back)
