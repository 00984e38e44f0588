// Shapes, types and refusals of linear algebra, convolution and pooling.
#include "expect.h"
using namespace hac;
using namespace hac::test;

// matmul
EXPECT_TYPE("f32[3, 7]", matmul(in(f32, {3, 5}), in(f32, {5, 7})));
EXPECT_TYPE("bf16[batch, seq, 20]", matmul(in(bf16, {B, T, 13}), in(bf16, {13, 20})));
EXPECT_TYPE("f32[batch, seq, seq]",
            [](Tensor x) { return matmul(x, transpose(x)); }(in(f32, {B, T, 5})));
EXPECT_TYPE("f32[batch, 4, 2, 3]", matmul(in(f32, {B, 1, 2, 5}), in(f32, {4, 5, 3})));
EXPECT_TYPE("f32[2, 3]", matmul(in(f32, {2, 0}), in(f32, {0, 3})));
EXPECT_ERROR("E201 matmul", matmul(in(f32, {3, 5}), in(f32, {7, 5})));
EXPECT_ERROR("E201 matmul", matmul(in(f32, {3, T}), in(f32, {U, 5})));
EXPECT_ERROR("E202 matmul", matmul(in(f32, {2, 3, 5}), in(f32, {4, 5, 7})));
EXPECT_ERROR("E109 matmul", matmul(in(f32, {5}), in(f32, {5, 7})));
EXPECT_ERROR("E109 matmul", matmul(in(f32, {3, 5}), in(f32, {5})));
EXPECT_ERROR("E102 matmul", matmul(in(f32, {3, 5}), in(f16, {5, 7})));
EXPECT_ERROR("E101 matmul", matmul(in(i8, {3, 5}), in(i8, {5, 7})));

// linear
EXPECT_TYPE("f32[batch, seq, 20]", linear(in(f32, {B, T, 13}), in(f32, {20, 13}), in(f32, {20})));
EXPECT_TYPE("f16[20]", linear(in(f16, {13}), in(f16, {20, 13})));
EXPECT_TYPE("f32[0, 20]", linear(in(f32, {0, 13}), in(f32, {20, 13})));
EXPECT_ERROR("E203 linear", linear(in(f32, {B, 13}), in(f32, {13, 20})));
EXPECT_ERROR("E204 linear", linear(in(f32, {B, 13}), in(f32, {20, 13}), in(f32, {13})));
EXPECT_ERROR("E204 linear", linear(in(f32, {B, 13}), in(f32, {20, 13}), in(f32, {1, 20})));
EXPECT_ERROR("E102 linear", linear(in(f32, {B, 13}), in(f32, {20, 13}), in(bf16, {20})));
EXPECT_ERROR("E205 linear", linear(in(f32, {B, 13}), in(f32, {13})));
EXPECT_ERROR("E109 linear", linear(in(f32, {}), in(f32, {20, 13})));

// conv1d: [N, L, C]; L' = floor((L + 2p - d(k-1) - 1) / s) + 1
#define CONV1D(wanted, ...)                                                                        \
  EXPECT_TYPE(wanted, conv1d(in(f32, {B, T3, 6}), in(f32, {10, 6, 3}), {}, __VA_ARGS__))
constexpr auto T3 = dyn("seq", {.min = 7});
CONV1D("f32[batch, seq-2, 10]", {});
CONV1D("f32[batch, seq, 10]", {.padding = 1});
CONV1D("f32[batch, seq, 10]", {.padding = same});
CONV1D("f32[batch, (seq+1)/2, 10]", {.stride = 2, .padding = 1});
CONV1D("f32[batch, (seq+1)/2-1, 10]", {.stride = 2});
CONV1D("f32[batch, seq-4, 10]", {.dilation = 2});
CONV1D("f32[batch, seq/3, 10]", {.stride = 3});
CONV1D("f32[batch, seq+2, 10]", {.padding = 2});
EXPECT_TYPE("f32[2, 5, 10]",
            conv1d(in(f32, {2, 5, 6}), in(f32, {10, 6, 4}), in(f32, {10}), {.padding = same}));
EXPECT_TYPE("f32[2, 1, 10]", conv1d(in(f32, {2, 1, 6}), in(f32, {10, 6, 1})));
EXPECT_TYPE("f32[batch, seq, 10]",
            conv1d(in(f32, {B, T, 6}), in(f32, {10, 3, 1}), {}, {.groups = 2}));
EXPECT_TYPE("f32[batch, frames/4, 10]",
            conv1d(in(f32, {B, U, 6}), in(f32, {10, 6, 4}), {}, {.stride = 4}));
EXPECT_TYPE("f32[2, 5, 10]", conv1d(in(f32, {2, 5, 6}), in(f32, {10, 6, 5}), {},
                                    {.padding = 2, .mode = pad_mode::reflect}));
EXPECT_TYPE("f32[2, 2, 10]", conv1d(in(f32, {2, 2, 6}), in(f32, {10, 6, 5}), {},
                                    {.padding = 2, .mode = pad_mode::circular}));
EXPECT_TYPE("f32[2, 1, 10]", conv1d(in(f32, {2, 1, 6}), in(f32, {10, 6, 5}), {},
                                    {.padding = 2, .mode = pad_mode::replicate}));
EXPECT_ERROR("E610 conv1d", conv1d(in(f32, {2, 2, 6}), in(f32, {10, 6, 5}), {},
                                   {.padding = 2, .mode = pad_mode::reflect}));
EXPECT_ERROR("E610 conv1d", conv1d(in(f32, {2, 1, 6}), in(f32, {10, 6, 5}), {},
                                   {.padding = 2, .mode = pad_mode::circular}));
EXPECT_ERROR("E208 conv1d", conv1d(in(f32, {B, T, 6}), in(f32, {10, 6, 3})));
EXPECT_ERROR("E208 conv1d", conv1d(in(f32, {B, 2, 6}), in(f32, {10, 6, 3})));
EXPECT_ERROR("E208 conv1d", conv1d(in(f32, {B, 4, 6}), in(f32, {10, 6, 3}), {}, {.dilation = 2}));
EXPECT_ERROR("E206 conv1d", conv1d(in(f32, {B, 6, 9}), in(f32, {10, 6, 3})));
EXPECT_ERROR("E207 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 2, 3}), {}, {.groups = 3}));
EXPECT_ERROR("E207 conv1d", conv1d(in(f32, {B, 9, 5}), in(f32, {10, 3, 3}), {}, {.groups = 2}));
EXPECT_ERROR("E209 conv1d",
             conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, 3}), {}, {.stride = 2, .padding = same}));
EXPECT_ERROR("E204 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, 3}), in(f32, {6})));
EXPECT_ERROR("E205 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6})));
EXPECT_ERROR("E205 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, T})));
EXPECT_ERROR("E109 conv1d", conv1d(in(f32, {B, 6, 9, 9}), in(f32, {10, 6, 3, 3})));
EXPECT_ERROR("E107 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, 3}), {}, {.stride = 0}));
EXPECT_ERROR("E107 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, 3}), {}, {.padding = -1}));
EXPECT_ERROR("E107 conv1d",
             conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, 3}), {}, {.stride = {1, 2}}));
EXPECT_ERROR("E107 conv1d", conv1d(in(f32, {B, 9, 6}), in(f32, {10, 6, 3}), {}, {.groups = 0}));
EXPECT_ERROR("E101 conv1d", conv1d(in(i32, {B, 9, 6}), in(i32, {10, 6, 3})));
EXPECT_ERROR("E102 conv1d", conv1d(in(f32, {B, 9, 6}), in(bf16, {10, 6, 3})));

// conv2d: [N, C, H, W], a pair per axis
constexpr auto H = dyn("h", {.min = 5}), W = dyn("w", {.min = 5});
EXPECT_TYPE("f32[batch, 8, 30, 28]", conv2d(in(f32, {B, 3, 32, 32}), in(f32, {8, 3, 3, 5})));
EXPECT_TYPE("f32[batch, 8, 16, 16]", conv2d(in(f32, {B, 3, 32, 32}), in(f32, {8, 3, 3, 5}), {},
                                            {.stride = 2, .padding = {1, 2}}));
EXPECT_TYPE("f32[batch, 64, 112, 112]", conv2d(in(f32, {B, 3, 224, 224}), in(f32, {64, 3, 7, 7}),
                                               {}, {.stride = 2, .padding = 3}));
EXPECT_TYPE("f32[batch, 8, (h+1)/2, w-4]",
            conv2d(in(f32, {B, 3, H, W}), in(f32, {8, 3, 3, 3}), {},
                   {.stride = {2, 1}, .padding = {1, 0}, .dilation = {1, 2}}));
EXPECT_TYPE("f32[batch, 6, h, w]", conv2d(in(f32, {B, 6, H, W}), in(f32, {6, 1, 4, 5}),
                                          in(f32, {6}), {.padding = same, .groups = 6}));
EXPECT_ERROR("E206 conv2d", conv2d(in(f32, {B, 32, 32, 3}), in(f32, {8, 3, 3, 3})));
EXPECT_ERROR("E208 conv2d", conv2d(in(f32, {B, 3, H, W}), in(f32, {8, 3, 6, 3})));
EXPECT_ERROR("E209 conv2d", conv2d(in(f32, {B, 3, H, W}), in(f32, {8, 3, 3, 3}), {},
                                   {.stride = {1, 2}, .padding = same}));
EXPECT_ERROR("E610 conv2d", conv2d(in(f32, {B, 3, H, W}), in(f32, {8, 3, 3, 3}), {},
                                   {.padding = 5, .mode = pad_mode::reflect}));

// pooling
EXPECT_TYPE("f32[batch, (seq+1)/2-1, 5]",
            max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 3, .stride = 2}));
EXPECT_TYPE("f32[batch, seq/2, 5]", max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 2}));
EXPECT_TYPE("f32[batch, (seq+1)/2, 5]",
            max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 2, .ceil_mode = true}));
EXPECT_TYPE("f32[batch, seq-4, 5]",
            max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 3, .stride = 1, .dilation = 2}));
EXPECT_TYPE("f32[batch, (seq+1)/2, 5]",
            avg_pool1d(in(f32, {B, T3, 5}),
                       {.kernel_size = 3, .stride = 2, .padding = 1, .count_include_pad = false}));
EXPECT_TYPE("f32[batch, 3, 16, 16]",
            max_pool2d(in(f32, {B, 3, 32, 32}), {.kernel_size = 3, .stride = 2, .padding = 1}));
EXPECT_TYPE("f32[batch, 3, 16, 10]", avg_pool2d(in(f32, {B, 3, 32, 32}), {.kernel_size = {2, 3}}));
EXPECT_TYPE("f32[batch, 3, 16, 11]",
            avg_pool2d(in(f32, {B, 3, 32, 32}), {.kernel_size = {2, 3}, .ceil_mode = true}));
EXPECT_TYPE("f32[batch, frames/4, 5]",
            max_pool1d(max_pool1d(in(f32, {B, U, 5}), {.kernel_size = 2}), {.kernel_size = 2}));
EXPECT_TYPE("f32[batch, (seq/2)/2, 5]",
            max_pool1d(max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 2}), {.kernel_size = 2}));
EXPECT_ERROR("E208 max_pool1d", max_pool1d(in(f32, {B, T, 5}), {.kernel_size = 3}));
EXPECT_ERROR("E210 max_pool1d", max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 3, .padding = 2}));
EXPECT_ERROR("E212 max_pool1d",
             max_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 2, .stride = 3, .ceil_mode = true}));
EXPECT_ERROR("E107 avg_pool1d", avg_pool1d(in(f32, {B, T3, 5}), {.kernel_size = 2, .dilation = 2}));
EXPECT_ERROR("E107 max_pool2d", max_pool2d(in(f32, {B, 3, H, W}), {.kernel_size = 0}));
EXPECT_ERROR("E109 max_pool2d", max_pool2d(in(f32, {B, T3, 5}), {.kernel_size = 2}));
EXPECT_ERROR("E101 avg_pool2d", avg_pool2d(in(u8, {B, 3, H, W}), {.kernel_size = 2}));
EXPECT_TYPE("f32[batch, 1, 5]", adaptive_avg_pool1d(in(f32, {B, T, 5}), 1));
EXPECT_TYPE("f32[batch, 4, 5]", adaptive_max_pool1d(in(f32, {B, T, 5}), 4));
EXPECT_TYPE("f32[batch, 3, 2, 5]", adaptive_avg_pool2d(in(f32, {B, 3, H, W}), {2, 5}));
EXPECT_TYPE("f16[batch, 3, 1, 1]", adaptive_max_pool2d(in(f16, {B, 3, H, W}), 1));
EXPECT_ERROR("E107 adaptive_avg_pool2d", adaptive_avg_pool2d(in(f32, {B, 3, H, W}), {0, 1}));
EXPECT_ERROR("E107 adaptive_avg_pool1d", adaptive_avg_pool1d(in(f32, {B, T, 5}), {1, 2}));
EXPECT_ERROR("E109 adaptive_max_pool1d", adaptive_max_pool1d(in(f32, {B, 5}), 1));
