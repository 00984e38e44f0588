// State-dict names and shapes of every library module, as PyTorch has them.
#include "state_dict.h"
using namespace hac;
using namespace hac::test;

constexpr char pytorch[] = {
#embed "state_dict/modules.txt"
};
constexpr view listed(view name) { return section({pytorch, sizeof pytorch}, name); }

EXPECT_STATE_DICT(nn::Linear{128, 20}, listed("linear"));
EXPECT_STATE_DICT(nn::Linear{128, 20, false}, listed("linear without bias"));
EXPECT_STATE_DICT(nn::Conv1d{8, 12, 3}, listed("conv1d"));
EXPECT_STATE_DICT(nn::Conv1d{8, 12, 5, .groups = 4, .bias = false}, listed("conv1d grouped"));
EXPECT_STATE_DICT(nn::Conv2d{3, 64, {7, 5}, .stride = 2, .padding = 3}, listed("conv2d"));
EXPECT_STATE_DICT(nn::Conv2d{16, 16, 3, .groups = 16, .bias = false}, listed("conv2d depthwise"));
EXPECT_STATE_DICT(nn::Embedding{1000, 64, 0}, listed("embedding"));
EXPECT_STATE_DICT(nn::LayerNorm{64}, listed("layer_norm"));
EXPECT_STATE_DICT(nn::LayerNorm{{28, 30}, .bias = false}, listed("layer_norm of two axes"));
EXPECT_STATE_DICT(nn::RMSNorm{64}, listed("rms_norm"));
EXPECT_STATE_DICT(nn::GroupNorm{4, 64}, listed("group_norm"));
EXPECT_STATE_DICT(nn::BatchNorm1d{64}, listed("batch_norm1d"));
EXPECT_STATE_DICT(nn::BatchNorm2d{64, .affine = false}, listed("batch_norm2d without affine"));
EXPECT_STATE_DICT(nn::MultiheadAttention{64, 8}, listed("multihead_attention"));
EXPECT_STATE_DICT(nn::MultiheadAttention{64, 8, .kdim = 32, .vdim = 48},
                  listed("multihead_attention with kdim"));
EXPECT_STATE_DICT(nn::MultiheadAttention{64, 8, .bias = false},
                  listed("multihead_attention without bias"));
EXPECT_STATE_DICT(nn::TransformerEncoderLayer{64, 8, 256}, listed("encoder_layer"));
EXPECT_STATE_DICT(nn::TransformerEncoderLayer{64, 8, 256, .bias = false},
                  listed("encoder_layer without bias"));
EXPECT_STATE_DICT(nn::TransformerDecoderLayer{64, 8, 256}, listed("decoder_layer"));

// Weights of full attention load into heads with masks.
EXPECT_STATE_DICT(nn::MixedAttention{64, {{.count = 2}, {.count = 6, .mask = window(16)}}},
                  listed("multihead_attention"));
EXPECT_STATE_DICT(nn::TransformerEncoderLayer{64, 8, 256, .groups = {{8, causal()}}},
                  listed("encoder_layer"));

// Containers, names that C++ cannot spell, parameters as members, arrays of modules.
using Block = nn::Sequential<nn::Linear, nn::ReLU, nn::Linear>;
constexpr Block mlp{nn::Linear{8, 16}, nn::ReLU{}, nn::Linear{16, 8}};
EXPECT_STATE_DICT(mlp, listed("sequential"));

struct Tree {
  parameter table{f32, {5, 8}};
  nn::Named<"default", nn::Linear> other{nn::Linear{8, 4}};
  nn::List<Block, 2> blocks = nn::repeat<2>(mlp);
};
EXPECT_STATE_DICT(Tree{}, listed("tree"));

struct TreeOfArrays {
  parameter table{f32, {5, 8}};
  nn::Optional<nn::Named<"default", nn::Linear>> other{true, {nn::Linear{8, 4}}};
  std::array<Block, 2> blocks{mlp, mlp};
  nn::Optional<nn::Linear> absent{false, {1, 1}};
  int option = 3;
  mask option_too = causal();
};
EXPECT_STATE_DICT(TreeOfArrays{}, listed("tree"));

struct TreeOfCArrays {
  parameter table{f32, {5, 8}};
  nn::Named<"default", nn::Linear> other{nn::Linear{8, 4}};
  Block blocks[2]{mlp, mlp};
};
EXPECT_STATE_DICT(TreeOfCArrays{}, listed("tree"));

struct Numbered {
  nn::Linear _0{8, 16}, _2{16, 8};
};
EXPECT_STATE_DICT(Numbered{}, listed("sequential"));
