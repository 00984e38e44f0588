// Attention and rotary positions: types, and what stands in the node.
#include "../expect.h"
using namespace hac;
using namespace hac::test;

constexpr auto S = dyn("steps");

EXPECT_TYPE("f32[batch, 8, seq, 16]", split_heads(in(f32, {B, T, 128}), 8));
EXPECT_TYPE("i8[2, 3, 7, 5]", split_heads(in(i8, {2, 7, 15}), 3));
EXPECT_TYPE("f32[batch, seq, 128]", merge_heads(in(f32, {B, 8, T, 16})));
EXPECT_TYPE("f32[1, 7, 15]", merge_heads(in(f32, {1, 3, 7, 5})));

EXPECT_TYPE("f32[batch, 8, seq, 48]",
            attention(in(f32, {B, 8, T, 32}), in(f32, {B, 2, T, 32}), in(f32, {B, 2, T, 48})));
EXPECT_TYPE("bf16[3, 5, 7, 11]",
            attention(in(bf16, {3, 5, 7, 9}), in(bf16, {3, 1, 13, 9}), in(bf16, {3, 1, 13, 11})));
EXPECT_TYPE("f32[batch, 8, steps, seq]",
            attention_weights(in(f32, {B, 8, S, 32}), in(f32, {B, 8, T, 32}), in(f32, {B, 8, T, 32}))
                .weights);
EXPECT_TYPE("f32[batch, 8, steps, 16]",
            attention_weights(in(f32, {B, 8, S, 32}), in(f32, {B, 8, T, 32}), in(f32, {B, 8, T, 16}))
                .out);
// A mask as a shorthand, a lambda, a constant, per group; scores; every option.
constexpr mask local = [](auto q, auto k) { return k <= q && q - k < 64; };
#define ATTENTION(...)                                                                             \
  [](Tensor q, Tensor i, Tensor f, Tensor n, Tensor start) {                                       \
    (void)i, (void)f, (void)n, (void)start;                                                        \
    return attention(q, q, q, __VA_ARGS__);                                                        \
  }(in(f32, {B, 4, T, 8}), in(i32, {B, T}), in(f32, {4, 9}), in(i32, {B}), in(i32, {}))
EXPECT_TYPE("f32[batch, 4, seq, 8]", ATTENTION(causal()));
EXPECT_TYPE("f32[batch, 4, seq, 8]", ATTENTION(local && lengths(n)));
EXPECT_TYPE("f32[batch, 4, seq, 8]", ATTENTION([](auto h, auto q, auto k) { return q - k < h; }));
EXPECT_TYPE("f32[batch, 4, seq, 8]", ATTENTION({}));
EXPECT_TYPE("f32[batch, 4, seq, 8]", ATTENTION({{.count = 4}}));
EXPECT_TYPE("f32[batch, 4, seq, 8]",
            ATTENTION({{1, window(3)}, {2, documents(i), soft_cap(30)}, {.count = 1, .score = rel_bias(f, 4)}}));
EXPECT_TYPE("f32[batch, 4, seq, 8]",
            ATTENTION(prefix(n), {.scale = 1, .dropout = 0.1, .q_start = start, .sink_logit = select(f, 1, 0)}));
EXPECT_TYPE("f32[batch, 4, seq, 8]", ATTENTION(causal(), {.q_start = n}));
EXPECT_ERROR("E102 attention", ATTENTION({}, {.sink_logit = cast(select(f, 1, 0), bf16)}));
EXPECT_ERROR("E107 attention", ATTENTION({}, {.scale = __builtin_inf()}));
EXPECT_ERROR("E107 attention", ATTENTION({{.count = 4, .score = alibi(12)}}));
EXPECT_ERROR("E107 attention", ATTENTION({{.count = 4, .score = rel_bias(f, 5)}}));  // f: f32[4, 9]
EXPECT_ERROR("E107 attention", ATTENTION({{.count = 4, .score = rel_bias(f, -1)}}));
EXPECT_ERROR("E107 attention", ATTENTION({{.count = 4, .score = rel_bias(slice(f, 0, 0, 3), 4)}})); // one head short
EXPECT_ERROR("E412 attention", ATTENTION({{.count = 4, .score = rel_bias(select(f, 0, 0), 4)}}));
EXPECT_ERROR("E305 attention", ATTENTION({}, {.dropout = -0.1}));
EXPECT_ERROR("E415 attention", ATTENTION({{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}}));
EXPECT_ERROR("E411 attention", ATTENTION([=](auto b, auto, auto q, auto k) { return k < n(b) && i(b, k / 0.5) == q; }));

// q_start is needed only where the position of the query is used.
#define CROSS(...)                                                                                 \
  [](Tensor q, Tensor k, Tensor n) {                                                               \
    (void)n;                                                                                       \
    return attention(q, k, k, __VA_ARGS__);                                                        \
  }(in(f32, {B, 4, S, 8}), in(f32, {B, 4, T, 8}), in(i32, {B}))
EXPECT_TYPE("f32[batch, 4, steps, 8]", CROSS(lengths(n)));
EXPECT_TYPE("f32[batch, 4, steps, 8]", CROSS({{.count = 4, .score = soft_cap(30)}}));
EXPECT_ERROR("E410 attention", CROSS(lengths(n) && window(3)));
EXPECT_ERROR("E410 attention", CROSS({{.count = 4, .score = alibi(4)}}));

EXPECT_TYPE("f32[batch, 4, seq, 8]", rope(in(f32, {B, 4, T, 8})));
EXPECT_TYPE("f16[batch, 4, 5, 8]", rope(in(f16, {B, 4, 5, 8}), {.dims = 6, .interleaved = true}, in(i32, {5})));
EXPECT_TYPE("f32[batch, 4, seq, 8]", rope(in(f32, {B, 4, T, 8}), {.base = 5e5, .scale = 0.25}, in(i64, {B, T})));
EXPECT_TYPE("f32[batch, 4, 1, 8]", rope(in(f32, {B, 4, 1, 8}), {}, in(i32, {})));
EXPECT_ERROR("E414 rope", rope(in(f32, {B, 4, T, 7})));
EXPECT_ERROR("E414 rope", rope(in(f32, {B, 4, T, 8}), {.dims = 10}));
EXPECT_ERROR("E107 rope", rope(in(f32, {B, 4, T, 8}), {.scale = -1}));
EXPECT_ERROR("E416 rope", rope(in(f32, {B, 4, T, 8}), {}, in(f32, {T})));

// --- the node ------------------------------------------------------------------------------------

/// What a test looks up in the node made last.
struct last_node {
  graph &g;

  constexpr graph::node_row row() const { return g.nodes.last(); }
  constexpr int operand(std::uint32_t i) const { return g.edges[row().first_operand + i]; }
  /// Attribute `key`, number i; its bits.
  constexpr std::int64_t attr(view key, int i = 0) const {
    for (std::uint32_t a = row().first_attr; a < row().first_attr + row().attrs; a++)
      if (g.strings[g.attributes[a].key] == key && i-- == 0)
        return g.attributes[a].bits;
    return -99;
  }
  constexpr double real(view key) const { return __builtin_bit_cast(double, attr(key)); }
  constexpr view text(view key, int i) const { return g.strings[(std::uint32_t)attr(key, i)]; }
  /// Byte 5 of a tape's header: its first operand read. Byte 2: how many.
  constexpr int first_read(view key, int i) const {
    return (int)(g.tapes[(std::uint32_t)attr(key, i)] >> 40 & 255);
  }
  constexpr int reads(view key, int i) const {
    return (int)(g.tapes[(std::uint32_t)attr(key, i)] >> 16 & 255);
  }
};

static_assert([] {
  graph g;
  Tensor q = g.input("q", f32, {B, 8, T, 64}), n = g.input("n", i32, {B}),
         table = g.input("table", f32, {8, 5});
  attention(q, q, q, {{.count = 3, .mask = window(2) && lengths(n)},
                      {.count = 4, .mask = lengths(n), .score = rel_bias(table, 2)},
                      {.count = 1}});
  last_node node{g};
  return g.log.errors == 0 && node.row().operands == 7 && node.operand(3) == -1 &&
         node.operand(4) == -1 && node.operand(5) == n.id && node.operand(6) == table.id &&
         node.attr("counts", 0) == 3 && node.attr("counts", 1) == 4 && node.attr("counts", 2) == 1 &&
         node.attr("counts", 3) == -99 && node.attr("masks", 2) == -1 &&
         node.attr("scores", 0) == -1 && node.attr("scores", 2) == -1 &&
         node.first_read("masks", 0) == 5 && node.first_read("masks", 1) == 5 && // one operand, shared
         node.reads("masks", 1) == 1 && node.first_read("scores", 1) == 6 &&
         node.text("mask_names", 0) == "combined" && node.text("mask_names", 1) == "lengths" &&
         node.text("mask_names", 2) == "none" && node.real("scale") == 0.125 &&
         node.real("dropout") == 0;
}());

// The mask of a module's call is in every group.
static_assert([] {
  graph g;
  Tensor x = g.input("x", f32, {B, T, 64}), n = g.input("n", i32, {B}), start = g.input("start", i32, {});
  auto net = g.module(nn::MixedAttention{.embed_dim = 64, .groups = {{.count = 1}, {3, causal()}}});
  net.weights(x, {.mask = lengths(n), .q_start = start});
  for (std::uint32_t i = g.nodes.size; i-- > 0;)
    if (g.nodes[i].opcode == op::attention_weights) {
      g.nodes.size = i + 1;
      last_node node{g};
      return g.log.errors == 0 && node.text("mask_names", 0) == "lengths" &&
             node.text("mask_names", 1) == "combined" && node.operand(3) == start.id &&
             node.attr("counts", 1) == 3;
    }
  return false;
}());
