// Attention with masks, scores, sinks, head groups; rope; loops around it.
#include "slopes.h"

constexpr auto T = dyn("t", {.max = 4}), K = dyn("keys", {.min = 2, .max = 5});

template <std::size_t C>
constexpr void all(graph &g, const char *const (&names)[C], Tensor y, const tensors<C> &xs) {
  auto slopes = grad(loss_of(y), xs);
  for (std::size_t i = 0; i < C; i++)
    g.output(names[i], slopes[i]);
}
struct Inputs {
  Tensor q, k, v;
  constexpr Inputs(graph &g, int heads, int kv_heads)
      : q(g.input("q", f32, {N, heads, T, 3})), k(g.input("k", f32, {N, kv_heads, T, 3})),
        v(g.input("v", f32, {N, kv_heads, T, 2})) {}
  constexpr tensors<3> list() const { return {q, k, v}; }
};
constexpr void plain(graph &g) {
  Inputs in(g, 2, 2);
  all(g, {"dq", "dk", "dv"}, attention(in.q, in.k, in.v), in.list());
  all(g, {"dself"}, attention(in.q, in.q, in.q, causal(), {.scale = 0.9}), {in.q});
}
constexpr void grouped(graph &g) {
  Inputs in(g, 4, 2);
  head_groups groups = {{.count = 1}, {.count = 2, .mask = window(1)}, {.count = 1, .mask = causal(), .score = soft_cap(2)}};
  all(g, {"dq", "dk", "dv"}, attention(in.q, in.k, in.v, groups), in.list());
}
constexpr void cross(graph &g) { // other lengths, positions, lengths of keys: rows without any key
  auto q = g.input("q", f32, {N, 2, T, 3}), k = g.input("k", f32, {N, 2, K, 3}), v = g.input("v", f32, {N, 2, K, 2});
  auto start = g.input("start_below_3", i32, {N}), n = g.input("keys_below_4", i32, {N});
  all(g, {"dq", "dk", "dv"}, attention(q, k, v, causal() && lengths(n), {.q_start = start}), {q, k, v});
}
constexpr void with_sinks(graph &g) {
  Inputs in(g, 2, 1);
  auto sink = g.input("sink", f32, {2});
  all(g, {"dq", "dk", "dv", "dsink"}, attention(in.q, in.k, in.v, window(1), {.sink_logit = sink}),
      {in.q, in.k, in.v, sink});
}
constexpr void scores(graph &g) { // what a score reads has gradients too
  Inputs in(g, 2, 2);
  auto table = g.input("table", f32, {2, 5}), heat = g.input("heat", f32, {}), w = g.input("w", f32, {N, 2, T, T});
  all(g, {"dq", "dtable"}, attention(in.q, in.k, in.v, {{.count = 2, .score = rel_bias(table, 2)}}), {in.q, table});
  score user = [=](auto s, auto b, auto h, auto i, auto j) { return s * heat() + w(b, h, i, j) * abs(i - j); };
  all(g, {"dk", "dheat", "dw"}, attention(in.q, in.k, in.v, {{.count = 2, .score = user}}), {in.k, heat, w});
}
constexpr void with_weights(graph &g) {
  Inputs in(g, 2, 2);
  auto [y, w] = attention_weights(in.q, in.k, in.v, causal());
  auto slopes = grad(loss_of(y) + loss_of(w * 3), in.list());
  g.output("dq", slopes[0]);
  g.output("dk", slopes[1]);
  g.output("dv", slopes[2]);
  g.output("of_weights", slope(w, in.q));
}
constexpr void ropes(graph &g) {
  auto x = g.input("x", f32, {N, 2, T, 6});
  auto p = g.input("p", i32, {T}), r = g.input("r", i32, {N, T}), one = g.input("one", i64, {});
  g.output("plain", slope(rope(x), x));
  g.output("pairs", slope(rope(x, {.base = 100, .dims = 4, .interleaved = true, .scale = 0.5}), x));
  g.output("start", slope(rope(x, {}, one), x));
  g.output("positions", slope(rope(x, {.dims = 2}, p), x));
  g.output("rows", slope(rope(x, {}, r), x));
}
constexpr void loops(graph &g) {
  auto x = g.input("x", f32, {N, M}), c = g.input("c", f32, {M});
  all(g, {"dx", "dc"}, iterate(3, [&](Tensor s) { return tanh(s + c) * 1.5; }, x), {x, c});
  all(g, {"dnested"}, iterate(2, [&](Tensor s) {
        return iterate(2, [&](Tensor t) { return sin(t) + s * c; }, s) - x; }, x), {x});
}
constexpr void two_states(graph &g) {
  auto x = g.input("x", f32, {N, M}), y = g.input("y", f32, {N, M}), i = g.input("i", i32, {});
  auto r = iterate(3, [&](Tensor a, Tensor i, Tensor b) { return tensors<3>{b * cast(i, f32), i + 1, a + sin(b)}; },
                   tensors<3>{x, i, y});
  all(g, {"dx", "dy"}, r[0] + r[2] * 2, {x, y});
  all(g, {"done"}, r[2], {y});
}
constexpr void fed_back(graph &g) { // the weights of one round are scores of the next
  auto x = g.input("x", f32, {N, T, 4});
  auto round = [&](Tensor x, Tensor w) {
    auto h = split_heads(x, 2);
    auto [y, w2] = attention_weights(h, h, h, {{.count = 2, .score = [=](auto s, auto b, auto h, auto i, auto j) {
                                                  return s + w(b, h, i, j);
                                                }}});
    return tensors<2>{x + merge_heads(y), w2};
  };
  auto r = iterate(2, round, tensors<2>{x, zeros(g, f32, {N, 2, T, T})});
  all(g, {"dx"}, r[0], {x});
}
HAC_EXPORT(plain)
HAC_EXPORT(grouped)
HAC_EXPORT(cross)
HAC_EXPORT(with_sinks)
HAC_EXPORT(scores)
HAC_EXPORT(with_weights)
HAC_EXPORT(ropes)
HAC_EXPORT(loops)
HAC_EXPORT(two_states)
HAC_EXPORT(fed_back)
