// Shapes, types and refusals of norms, softmax, reductions and indexing.
#include "expect.h"
using namespace hac;
using namespace hac::test;

// Norms
EXPECT_TYPE("f32[batch, seq, 7]", layer_norm(in(f32, {B, T, 7}), 1, in(f32, {7}), in(f32, {7})));
EXPECT_TYPE("f32[batch, 3, 7]", layer_norm(in(f32, {B, 3, 7}), 2, in(f32, {3, 7})));
EXPECT_TYPE("bf16[7]", layer_norm(in(bf16, {7}), 1, {}, in(bf16, {7})));
EXPECT_TYPE("f32[batch, seq]", layer_norm(in(f32, {B, T})));
EXPECT_TYPE("f32[batch, seq, 7]", rms_norm(in(f32, {B, T, 7}), 1, in(f32, {7})));
EXPECT_TYPE("f32[batch, 12, 5, 5]",
            group_norm(in(f32, {B, 12, 5, 5}), 4, in(f32, {12}), in(f32, {12})));
EXPECT_TYPE("f32[batch, seq, 12]", group_norm(in(f32, {B, T, 12}), 12));
EXPECT_TYPE("f32[batch, 12]", group_norm(in(f32, {B, 12}), 3));
EXPECT_TYPE("bf16[batch, 3, 5, 5]", batch_norm(in(bf16, {B, 3, 5, 5}), in(f32, {3}), in(f32, {3}),
                                               in(bf16, {3}), in(bf16, {3})));
EXPECT_TYPE("f32[batch, seq, 3]", batch_norm(in(f32, {B, T, 3}), in(f32, {3}), in(f32, {3})));
EXPECT_TYPE("f32[batch, 7]", normalize(in(f32, {B, 7}), 0));
EXPECT_TYPE("f32[batch, 7]", softmax(in(f32, {B, 7})));
EXPECT_TYPE("f32[batch, 7]", log_softmax(in(f32, {B, 7}), -2));
EXPECT_ERROR("E301 layer_norm", layer_norm(in(f32, {B, T, 7}), 1, in(f32, {6})));
EXPECT_ERROR("E301 layer_norm", layer_norm(in(f32, {B, 3, 7}), 2, in(f32, {7})));
EXPECT_ERROR("E109 layer_norm", layer_norm(in(f32, {7}), 2));
EXPECT_ERROR("E107 layer_norm", layer_norm(in(f32, {7}), 0));
EXPECT_ERROR("E107 layer_norm", layer_norm(in(f32, {7}), 1, {}, {}, 0));
EXPECT_ERROR("E107 rms_norm", rms_norm(in(f32, {7}), 1, {}, __builtin_nan("")));
EXPECT_ERROR("E102 rms_norm", rms_norm(in(bf16, {7}), 1, in(f32, {7})));
EXPECT_ERROR("E303 group_norm", group_norm(in(f32, {B, 12, 5, 5}), 5));
EXPECT_ERROR("E303 group_norm", group_norm(in(f32, {B, T}), 2));
EXPECT_ERROR("E302 group_norm", group_norm(in(f32, {B, 12, 5, 5}), 4, in(f32, {5})));
EXPECT_ERROR("E109 group_norm", group_norm(in(f32, {12}), 4));
EXPECT_ERROR("E304 batch_norm", batch_norm(in(bf16, {B, 3}), in(bf16, {3}), in(f32, {3})));
EXPECT_ERROR("E304 batch_norm", batch_norm(in(f32, {B, 3, 5, 5}), in(f32, {5}), in(f32, {3})));
EXPECT_ERROR("E302 batch_norm",
             batch_norm(in(f32, {B, 3}), in(f32, {3}), in(f32, {3}), in(f32, {1})));
EXPECT_ERROR("E107 batch_norm",
             batch_norm(in(f32, {B, 3}), in(f32, {3}), in(f32, {3}), {}, {}, {.momentum = 2}));
EXPECT_ERROR("E108 softmax", softmax(in(f32, {})));
EXPECT_ERROR("E101 softmax", softmax(in(i32, {3})));

// Reductions
EXPECT_TYPE("f32[]", sum(in(f32, {B, T, 7})));
EXPECT_TYPE("f32[]", sum(in(f32, {})));
EXPECT_TYPE("f32[batch, 7]", sum(in(f32, {B, T, 7}), 1));
EXPECT_TYPE("f32[seq]", sum(in(f32, {B, T, 7}), {0, -1}));
EXPECT_TYPE("f32[1, seq, 1]", sum(in(f32, {B, T, 7}), {2, 0}, true));
EXPECT_TYPE("i32[batch]", prod(in(i32, {B, T}), 1));
EXPECT_TYPE("u8[batch]", amax(in(u8, {B, T}), -1));
EXPECT_TYPE("f16[1, 1]", amin(in(f16, {B, T}), {}, true));
EXPECT_TYPE("bf16[batch]", mean(in(bf16, {B, T}), 1));
EXPECT_TYPE("f32[batch]", norm(in(f32, {B, T}), 1));
EXPECT_TYPE("f32[batch, 1]", logsumexp(in(f32, {B, T}), 1, true));
EXPECT_TYPE("f32[batch]", var(in(f32, {B, T}), 1));
EXPECT_TYPE("f32[batch, 1]", stddev(in(f32, {B, T}), 1, {.correction = 0, .keepdim = true}));
EXPECT_TYPE("bool[batch]", any(in(boolean, {B, T}), 1));
EXPECT_TYPE("bool[]", all(in(boolean, {B, T})));
EXPECT_TYPE("i32[batch]", argmax(in(f32, {B, 7})));
EXPECT_TYPE("i32[1, 7]", argmin(in(i64, {B, 7}), 0, true));
EXPECT_TYPE("f32[batch, 7]", masked_mean(in(f32, {B, T, 7}), in(i32, {B})));
EXPECT_TYPE("bf16[batch, 7]", masked_mean(in(bf16, {B, T, 7}), in(i64, {B})));
EXPECT_ERROR("E104 sum", sum(in(boolean, {B})));
EXPECT_ERROR("E101 mean", mean(in(i32, {B})));
EXPECT_ERROR("E106 any", any(in(i32, {B})));
EXPECT_ERROR("E111 sum", sum(in(f32, {B, T}), {1, -1}));
EXPECT_ERROR("E111 sum", sum(in(f32, {B, T}), {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
EXPECT_ERROR("E108 amax", amax(in(f32, {B, T}), 2));
EXPECT_ERROR("E107 var", var(in(f32, {B, T}), 1, {.correction = -1}));
EXPECT_ERROR("E104 argmax", argmax(in(boolean, {B})));
EXPECT_ERROR("E108 argmin", argmin(in(f32, {})));
EXPECT_ERROR("E109 masked_mean", masked_mean(in(f32, {B, 7}), in(i32, {B})));
EXPECT_ERROR("E109 masked_mean", masked_mean(in(f32, {B, T, 7}), in(i32, {B, T})));
EXPECT_ERROR("E105 masked_mean", masked_mean(in(f32, {B, T, 7}), in(f32, {B})));
EXPECT_ERROR("E103 masked_mean", masked_mean(in(f32, {B, T, 7}), in(i32, {T})));

// Indexing
EXPECT_TYPE("f32[batch, seq, 7]", embedding(in(i32, {B, T}), in(f32, {100, 7})));
EXPECT_TYPE("bf16[7]", embedding(in(i64, {}), in(bf16, {100, 7}), {.padding_idx = 99}));
EXPECT_TYPE("f32[batch, seq, 10]", one_hot(in(i32, {B, T}), 10));
EXPECT_TYPE("bool[batch, 1]", one_hot(in(i64, {B}), 1, boolean));
EXPECT_TYPE("f32[batch, seq, 3]", gather(in(f32, {B, T, 7}), 2, in(i64, {B, T, 3})));
EXPECT_TYPE("i8[batch, 5]", gather(in(i8, {B, T}), -1, in(i32, {B, 5})));
EXPECT_TYPE("f32[batch, 5, 7]", index_select(in(f32, {B, T, 7}), 1, in(i32, {5})));
EXPECT_TYPE("f32[seq, 7]", index_select(in(f32, {B, 7}), 0, in(i32, {T})));
EXPECT_ERROR("E501 embedding", embedding(in(u8, {B, T}), in(f32, {100, 7})));
EXPECT_ERROR("E502 embedding", embedding(in(i32, {B, T}), in(f32, {100})));
EXPECT_ERROR("E506 embedding", embedding(in(i32, {B, T}), in(f32, {100, 7}), {.padding_idx = 100}));
EXPECT_ERROR("E506 embedding", embedding(in(i32, {B, T}), in(f32, {100, 7}), {.padding_idx = -2}));
EXPECT_ERROR("E020 embedding", embedding(in(i32, {1, 1, 1, 1, 1, 1, 1, 1}), in(f32, {100, 7})));
EXPECT_ERROR("E501 one_hot", one_hot(in(f32, {B}), 10));
EXPECT_ERROR("E107 one_hot", one_hot(in(i32, {B}), 0));
EXPECT_ERROR("E112 one_hot", one_hot(in(i32, {B}), 3, f64));
EXPECT_ERROR("E504 gather", gather(in(f32, {B, T, 7}), 2, in(i64, {B, 3, 3})));
EXPECT_ERROR("E504 gather", gather(in(f32, {B, T, 7}), 2, in(i64, {B, T})));
EXPECT_ERROR("E108 gather", gather(in(f32, {B, T}), 2, in(i64, {B, T})));
EXPECT_ERROR("E504 index_select", index_select(in(f32, {B, 7}), 0, in(i32, {2, 2})));
EXPECT_TYPE("f32[batch, 3, 7]", slice_at(in(f32, {B, 5, 7}), 1, in(i32, {}), 3));
EXPECT_TYPE("i8[batch, seq]", slice_at(in(i8, {B, T + 2}), -1, in(i64, {}), T));
EXPECT_TYPE("bf16[batch, 8, 7]", update_at(in(bf16, {B, 8, 7}), 1, in(i64, {}), in(bf16, {B, 1, 7})));
EXPECT_ERROR("E501 slice_at", slice_at(in(f32, {B, 7}), 1, in(u8, {}), 3));
EXPECT_ERROR("E507 slice_at", slice_at(in(f32, {B, 7}), 1, in(i32, {1}), 3));
EXPECT_ERROR("E508 slice_at", slice_at(in(f32, {B, 7}), 1, in(i32, {}), 8));
EXPECT_ERROR("E508 slice_at", slice_at(in(f32, {B, T}), 1, in(i32, {}), 2));
EXPECT_ERROR("E012 slice_at", slice_at(in(f32, {B, 7}), 1, in(i32, {}), -1));
EXPECT_ERROR("E102 update_at", update_at(in(f32, {B, 7}), 1, in(i32, {}), in(f16, {B, 1})));
EXPECT_ERROR("E108 update_at", update_at(in(f32, {B, 7}), 2, in(i32, {}), in(f32, {B, 1})));
EXPECT_ERROR("E507 update_at", update_at(in(f32, {B, 7}), 1, in(i32, {B}), in(f32, {B, 1})));
EXPECT_ERROR("E508 update_at", update_at(in(f32, {B, 7}), 1, in(i32, {}), in(f32, {T, 1})));
EXPECT_ERROR("E508 update_at", update_at(in(f32, {B, 7}), 1, in(i32, {}), in(f32, {B, 8})));
EXPECT_ERROR("E501 index_select", index_select(in(f32, {B, 7}), 0, in(boolean, {2})));
