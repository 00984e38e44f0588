// iterate: bodies, what they may use, and what they leave in the graph.
#include "../expect.h"
using namespace hac;
using namespace hac::test;

EXPECT_TYPE("f32[batch, 64]", iterate(3, [](Tensor s) { return s * 0.5; }, in(f32, {B, 64})));
EXPECT_TYPE("f32[batch]", iterate(1, [](Tensor s) { return tensors<1>{relu(s)}; }, in(f32, {B})));
EXPECT_TYPE("i32[seq]", iterate(2, [](Tensor a, Tensor b) { return tensors<2>{a * 0.5, b + 1}; },
                                tensors<2>{in(f32, {B}), in(i32, {T})})[1]);
// Tensors from outside, also as the new state.
EXPECT_TYPE("f32[batch]", [](Tensor x, Tensor y) {
  return iterate(3, [&](Tensor s) { return s + y; }, x);
}(in(f32, {B}), in(f32, {B})));
EXPECT_TYPE("f32[batch]", [](Tensor x, Tensor y) {
  return iterate(3, [&](Tensor) { return y; }, x);
}(in(f32, {B}), in(f32, {B})));
EXPECT_TYPE("f32[batch]", iterate(2, [](Tensor s) {
              return iterate(3, [&](Tensor t) { return t + s; }, s);
            }, in(f32, {B})));

EXPECT_ERROR("E107 iterate", iterate(-1, [](Tensor s) { return s; }, in(f32, {B})));
EXPECT_ERROR("E701 iterate", iterate(2, [](Tensor s) { return cast(s, bf16); }, in(f32, {B})));
EXPECT_ERROR("E703 relu", [](Tensor x) {
  Tensor leak;
  iterate(2, [&](Tensor s) { return leak = relu(s); }, x);
  return relu(leak);
}(in(f32, {B})));
EXPECT_ERROR("E002 iterate", iterate(2, [](Tensor) { return Tensor{}; }, in(f32, {B})));
EXPECT_ERROR("E101 relu", iterate(2, [](Tensor s) { return relu(s); }, in(i32, {B})));

static_assert([] {
  graph g;
  Tensor x = g.input("x", f32, {B}), y = g.input("y", f32, {B});
  tensors<2> r = iterate(5, [&](Tensor a, Tensor b) { return tensors<2>{a + y, b * a}; }, tensors<2>{x, y});
  relu(r[1]);
  const graph::region_row body = g.regions[0];
  const graph::node_row last = g.nodes[body.end_node - 1], owner = g.nodes[body.end_node];
  return g.log.errors == 0 && g.regions.size == 1 && body.parent == -1 && body.first_node == 2 &&
         body.first_arg == 2 && body.args == 2 && body.end_node == 7 && // 2 arg, add, mul, yield
         g.nodes[2].opcode == op::arg && g.nodes[2].region == 0 && last.opcode == op::yield &&
         last.operands == 2 && last.values == 0 && last.region == 0 && owner.opcode == op::iterate &&
         owner.region == -1 && owner.operands == 2 && owner.values == 2 && g.current_region == -1;
}());

// One set of weights for all iterations, and the attention weights fed back.
struct Feedback {
  nn::Linear q{64, 64}, k{64, 64}, v{64, 64};

  constexpr Tensor operator()(Tensor x) const {
    auto w0 = zeros(*x.g, f32, {x.dim(0), 4, x.dim(1), x.dim(1)});
    auto r = iterate(3, [&](Tensor x, Tensor w) {
      auto [y, w2] = attention_weights(
          split_heads(q(x), 4), split_heads(k(x), 4), split_heads(v(x), 4),
          {{.count = 4, .score = [=](auto s, auto b, auto h, auto i, auto j) { return s + w(b, h, i, j); }}});
      return tensors<2>{x + merge_heads(y), w2};
    }, tensors<2>{x, w0});
    return r[0];
  }
};
EXPECT_TYPE("f32[batch, seq, 64]", g.module<Feedback>()(in(f32, {B, T, 64})));
