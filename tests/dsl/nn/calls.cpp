// Calling modules: types, the place and path that an error names, modules never bound, initial
// values, and what is no module.
#include "../expect.h"
using namespace hac;
using namespace hac::test;

EXPECT_TYPE("f32[batch, seq, 20]", g.module(nn::Linear{128, 20})(in(f32, {B, T, 128})));
EXPECT_TYPE("f32[batch, seq, 64]", g.module(nn::Embedding{1000, 64})(in(i32, {B, T})));
EXPECT_TYPE("f32[batch, seq, 12]",
            g.module(nn::Conv1d{8, 12, 5, .padding = same})(in(f32, {B, T, 8})));
EXPECT_TYPE("f32[batch, 12, 16, 15]",
            g.module(nn::Conv2d{8, 12, {3, 5}, 2, 1})(in(f32, {B, 8, 32, 32})));
EXPECT_TYPE("f32[batch, 28, 30]", g.module(nn::LayerNorm{{28, 30}})(in(f32, {B, 28, 30})));
EXPECT_TYPE("bf16[batch, 64]", g.module(nn::RMSNorm{64, .dtype = bf16})(in(bf16, {B, 64})));
EXPECT_TYPE("f32[batch, 64, 7, 7]", g.module(nn::GroupNorm{4, 64})(in(f32, {B, 64, 7, 7})));
EXPECT_TYPE("f32[batch, 64, 7, 7]", g.module(nn::BatchNorm2d{64})(in(f32, {B, 64, 7, 7})));
EXPECT_TYPE("f32[batch, seq, 64]", g.module(nn::BatchNorm1d{64})(in(f32, {B, T, 64})));
EXPECT_TYPE("f32[batch, seq, 64]", g.module(nn::MultiheadAttention{64, 8})(in(f32, {B, T, 64})));
EXPECT_TYPE("f32[batch, seq, 64]",
            g.module(nn::MultiheadAttention{64, 8, .num_kv_heads = 2, .mask = causal()})(in(f32, {B, T, 64})));
EXPECT_TYPE("f32[batch, seq, 64]", [](auto net, Tensor q, Tensor k, Tensor v, Tensor n) {
  return net(q, k, v, {.mask = lengths(n)});
}(g.module(nn::MultiheadAttention{64, 8, .kdim = 32, .vdim = 48}), in(f32, {B, T, 64}),
  in(f32, {B, U, 32}), in(f32, {B, U, 48}), in(i32, {B})));
EXPECT_TYPE("f32[batch, 8, seq, seq]",
            g.module(nn::MultiheadAttention{64, 8}).weights(in(f32, {B, T, 64})).weights);
EXPECT_TYPE("f32[batch, seq, 64]", g.module(nn::TransformerEncoderLayer{64, 8, 256})(in(f32, {B, T, 64})));
EXPECT_TYPE("f32[batch, seq, 64]",
            g.module(nn::TransformerEncoderLayer{.d_model = 64, .nhead = 8, .activation = act::silu,
                                                 .norm_first = true, .groups = {{2}, {6, window(8)}}})(
                in(f32, {B, T, 64}), {.mask = lengths(in(i32, {B}))}));
EXPECT_TYPE("f32[batch, seq, 64]",
            g.module(nn::TransformerDecoderLayer{64, 8, 256})(
                in(f32, {B, T, 64}), in(f32, {B, U, 64}),
                {.self_mask = causal(), .memory_mask = lengths(in(i32, {B}))}));
EXPECT_TYPE("f32[batch, 8]",
            g.module(nn::Sequential<nn::Linear, nn::GELU, nn::Dropout, nn::Linear>{
                nn::Linear{8, 16}, nn::GELU{}, nn::Dropout{}, nn::Linear{16, 8}})(in(f32, {B, 8})));
EXPECT_TYPE("f32[batch, 64]",
            g.module(nn::Sequential<nn::Conv2d, nn::ReLU, nn::MaxPool2d, nn::AdaptiveAvgPool2d, nn::Flatten>{
                nn::Conv2d{3, 16, 3}, nn::ReLU{}, nn::MaxPool2d{2}, nn::AdaptiveAvgPool2d{2},
                nn::Flatten{}})(in(f32, {B, 3, 32, 32})));
EXPECT_TYPE("f32[batch, 4]", g.module(nn::MaxPool1d{3})(in(f32, {B, 7, 4})).dim(1) == dim(2)
                                 ? in(f32, {B, 4})
                                 : in(f32, {}));

// Absent, a module gives back its first argument.
static_assert([] {
  graph g;
  Tensor x = g.input("x", f32, {B, 8});
  auto absent = g.module(nn::Optional<nn::Linear>{false, {8, 4}});
  auto present = g.module(nn::Optional<nn::Linear>{true, {8, 4}});
  return absent(x).id == x.id && present(x).id != x.id && g.module(nn::Dropout{})(x).id == x.id &&
         g.module(nn::Identity{})(x).id == x.id && g.params.size == 2 && !g.log.errors;
}());

// --- errors --------------------------------------------------------------------------------------

EXPECT_ERROR("E002 Linear", nn::Linear{8, 4}(in(f32, {B, 8})));
EXPECT_ERROR("E002 LayerNorm", nn::LayerNorm{8}(in(f32, {B, 8})));
EXPECT_ERROR("E002 LayerNorm", nn::LayerNorm{8, .elementwise_affine = false}(in(f32, {B, 8})));
EXPECT_ERROR("E002 TransformerEncoderLayer", nn::TransformerEncoderLayer{64, 8}(in(f32, {B, T, 64})));
EXPECT_ERROR("E002 Linear", nn::Sequential<nn::Linear>{nn::Linear{8, 4}}(in(f32, {B, 8})));
EXPECT_ERROR("E203 linear", g.module(nn::Linear{8, 4})(in(f32, {B, 7})));
EXPECT_ERROR("E301 layer_norm", g.module(nn::LayerNorm{8})(in(f32, {B, 7})));
EXPECT_ERROR("E407 split_heads", g.module(nn::MultiheadAttention{64, 12})(in(f32, {B, T, 64})));
EXPECT_ERROR("E107 split_heads", g.module(nn::MixedAttention{.embed_dim = 64})(in(f32, {B, T, 64})));
EXPECT_ERROR("E410 attention", g.module(nn::MultiheadAttention{64, 8, .mask = causal()})(
                                   in(f32, {B, T, 64}), in(f32, {B, U, 64}), in(f32, {B, U, 64})));
EXPECT_ERROR("E207 conv1d", g.module(nn::Conv1d{8, 8, 3, .groups = 3})(in(f32, {B, 16, 8})));
EXPECT_ERROR("E107 conv2d", g.module(nn::Conv2d{8, 8, 1, .groups = 0})(in(f32, {B, 8, 9, 9})));

struct Positions {
  parameter table{f32, {B, 8}};
};
struct Deep {
  parameter table{f32, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
};

template <class F> constexpr std::uint32_t code_of(F make) {
  graph g;
  make(g);
  return g.log.errors == 1 ? g.log.diags[0].code : 0;
}
static_assert(code_of([](graph &g) { g.module(nn::Linear{0, 4, false}); }) == 24);
static_assert(code_of([](graph &g) { g.module(nn::Linear{8, -4, false}); }) == 12);
static_assert(code_of([](graph &g) { g.module(nn::Linear{8, 4, .bias = false, .dtype = f64}); }) == 112);
static_assert(code_of([](graph &g) { g.module<Positions>(); }) == 15);
static_assert(code_of([](graph &g) { g.module<Deep>(); }) == 20);
static_assert(code_of([](graph &g) {
  g.module(nn::RMSNorm{8}, "norm");
  g.module(nn::RMSNorm{8}, "norm");
}) == 3);
static_assert(code_of([](graph &g) { g.module(nn::RMSNorm{8}, "optim"); }) == 4);

/// The line, column and scope of the only error.
struct place {
  int line = 0;
  char text[64]{};
  std::uint32_t size = 0;
};
template <class F> constexpr place place_of_error(F make) {
  graph g;
  make(g);
  place p;
  if (g.log.errors != 1)
    return p;
  auto diag = g.log.diags[0];
  p.line = (int)g.locations[(std::uint32_t)diag.location].line;
  std::uint32_t start = g.log.text.size;
  if (diag.scope >= 0)
    g.put(path_text{diag.scope});
  for (std::uint32_t i = start; i < g.log.text.size; i++)
    p.text[p.size++] = g.log.text[i];
  return p;
}

struct Block {
  nn::MultiheadAttention attn{64, 12};
  nn::Sequential<nn::Linear, nn::Linear> mlp{nn::Linear{64, 32}, nn::Linear{31, 8}};
  nn::Optional<nn::Linear> extra{true, {63, 1}};
};
struct Net {
  nn::List<Block, 3> blocks = nn::repeat<3>(Block{});
};
// Reported at this line, not inside a header of hac, with the path of the module at fault.
constexpr place in_attention = place_of_error([](graph &g) {
  g.module<Net>().blocks[1].attn(g.input("x", f32, {B, T, 64})); });
static_assert(in_attention.line == __LINE__ - 1);
static_assert(view(in_attention.text, in_attention.size) == "blocks.1.attn");
constexpr place in_sequential = place_of_error([](graph &g) {
  g.module<Net>().blocks[2].mlp(g.input("x", f32, {B, T, 64})); });
static_assert(in_sequential.line == __LINE__ - 1);
static_assert(view(in_sequential.text, in_sequential.size) == "blocks.2.mlp.1");
constexpr place in_optional = place_of_error([](graph &g) {
  g.module(Net{}, "model").blocks[0].extra(g.input("x", f32, {B, T, 64})); });
static_assert(in_optional.line == __LINE__ - 1);
static_assert(view(in_optional.text, in_optional.size) == "model.blocks.0.extra");
constexpr place in_decoder = place_of_error([](graph &g) {
  auto layer = g.module(nn::TransformerDecoderLayer{64, 8, 256}, "decoder");
  layer(g.input("x", f32, {B, T, 64}), g.input("y", f32, {B, U, 32})); });
static_assert(in_decoder.line == __LINE__ - 1);
static_assert(view(in_decoder.text, in_decoder.size) == "decoder.multihead_attn");

// The user's own module inside a library container: its own line, no path.
struct Mine {
  constexpr Tensor operator()(Tensor x) const { return relu(cast(x, i32)); }
};
constexpr int line_of_mine = __LINE__ - 2;
constexpr place in_mine = place_of_error([](graph &g) {
  g.module(nn::Sequential<nn::Identity, Mine>{})(g.input("x", f32, {B})); });
static_assert(in_mine.line == line_of_mine && in_mine.size == 0);

// --- parameters ----------------------------------------------------------------------------------

// A member `p_` is parameter `p`; sharing is passing the tensor on.
static_assert([] {
  graph g;
  auto embed = g.module(nn::Embedding{100, 8}, "embed");
  Tensor logits = linear(embed(g.input("ids", i32, {B, T})), embed.weight_);
  return !g.log.errors && logits.rank() == 3 && g.params.size == 1;
}());

// parameter and buffer members stand for their tensors, also in lambdas.
struct Learned {
  parameter scale{f32, {8}, init::ones()};
  buffer offset{f32, {8}};
  constexpr Tensor operator()(Tensor x) const {
    auto s = split_heads(x * scale + offset, 4);
    return merge_heads(attention(s, s, s, {{.count = 4, .score = [=, this](auto s, auto h, auto, auto) {
                                              return s * scale(h) + offset(h);
                                            }}}));
  }
};
EXPECT_TYPE("f32[batch, seq, 8]", g.module<Learned>()(in(f32, {B, T, 8})));

/// Initial value number i of a module.
template <class M> constexpr init init_of(const M &module, std::uint32_t i) {
  graph g;
  g.module(module);
  return g.params[i].init;
}
constexpr bool is(init a, blob::init_kind kind, double x, double y) {
  auto near = [](double u, double v) { return u - v < 1e-12 && v - u < 1e-12; };
  return a.kind == kind && near(a.a, x) && near(a.b, y);
}
using blob::init_kind;
static_assert(is(init_of(nn::Linear{64, 3}, 0), init_kind::uniform, -0.125, 0.125));
static_assert(is(init_of(nn::Linear{64, 3}, 1), init_kind::uniform, -0.125, 0.125));
static_assert(is(init_of(nn::Conv1d{16, 3, 4}, 0), init_kind::uniform, -0.125, 0.125));
static_assert(is(init_of(nn::Conv2d{16, 4, {2, 8}, .groups = 4}, 1), init_kind::uniform, -0.125, 0.125));
static_assert(is(init_of(nn::Embedding{9, 3}, 0), init_kind::normal, 0, 1));
static_assert(is(init_of(nn::LayerNorm{9}, 0), init_kind::constant, 1, 0));
static_assert(is(init_of(nn::LayerNorm{9}, 1), init_kind::constant, 0, 0));
static_assert(is(init_of(nn::BatchNorm2d{9}, 3), init_kind::constant, 1, 0)); // running_var
// Xavier: sqrt(6 / (64 + 192)), as PyTorch has it for the joint projection; biases 0.
static_assert(is(init_of(nn::MultiheadAttention{64, 8}, 0), init_kind::uniform, -0.15309310892394862, 0.15309310892394862));
static_assert(is(init_of(nn::MultiheadAttention{64, 8}, 1), init_kind::constant, 0, 0));
static_assert(is(init_of(nn::MultiheadAttention{64, 8}, 2), init_kind::uniform, -0.125, 0.125));
static_assert(is(init_of(nn::MultiheadAttention{64, 8}, 3), init_kind::constant, 0, 0));

// --- what is no module -----------------------------------------------------------------------------

struct Base {};
struct WithBase : Base {
  nn::Linear fc{8, 4};
};
struct WithBitField {
  int bits : 3 = 1;
};
struct WithReference {
  int &other;
};
struct WithConstructor {
  nn::Linear fc{8, 4};
  WithConstructor() {}
};
class WithPrivate {
  [[maybe_unused]] int secret = 1;
};
static_assert(reflect::can_name_members<Net>() && reflect::can_name_members<Mine>());
static_assert(!reflect::can_name_members<WithBase>());
static_assert(!reflect::can_name_members<WithBitField>());
static_assert(!reflect::can_name_members<WithReference>());
static_assert(!reflect::can_name_members<WithConstructor>());
static_assert(!reflect::can_name_members<WithPrivate>());
