// Shapes, types and refusals of the ops that rearrange, join and cut.
#include "expect.h"
using namespace hac;
using namespace hac::test;

constexpr auto H = dyn("h"), W = dyn("w");

// reshape
EXPECT_TYPE("f32[batch, seq, 8, 16]", reshape(in(f32, {B, T, 128}), {B, T, 8, 16}));
EXPECT_TYPE("f32[batch, 128*seq]", reshape(in(f32, {B, T, 128}), {B, -1}));
EXPECT_TYPE("f32[batch*seq, 128]", reshape(in(f32, {B, T, 128}), {-1, 128}));
EXPECT_TYPE("f32[2*batch*seq, 64]", reshape(in(f32, {B, T, 128}), {-1, 64}));
EXPECT_TYPE("f32[batch, frames/4, 256]", reshape(in(f32, {B, U, 64}), {B, -1, 256}));
EXPECT_TYPE("f32[batch, seq, 128]", [](Tensor x) {
  return reshape(flatten(x, 0, 1), {x.dim(0), x.dim(1), -1});
}(in(f32, {B, T, 128})));
EXPECT_TYPE("f32[batch, h, w, 8, 8]", reshape(in(f32, {B, H, W, 64}), {B, H, W, 8, 8}));
EXPECT_TYPE("f32[batch, h, w, 8, 8]", reshape(in(f32, {B, H, W, 64}), {B, H, W, -1, 8}));
EXPECT_TYPE("f32[h, w]", reshape(in(f32, {1, H, W}), {H, -1}));
EXPECT_TYPE("f32[h, 128*w]",
            [](Tensor x) { return reshape(flatten(x), {x.dim(0), -1}); }(in(f32, {H, W, 128})));
EXPECT_TYPE("f32[6]", reshape(in(f32, {2, 3}), {-1}));
EXPECT_TYPE("f32[1, 1]", reshape(in(f32, {}), {1, -1}));
EXPECT_TYPE("f32[]", reshape(in(f32, {1, 1}), {}));
EXPECT_TYPE("f32[5, 0]", reshape(in(f32, {0, 3}), {5, 0}));
EXPECT_ERROR("E605 reshape", reshape(in(f32, {2, 3}), {7}));
EXPECT_ERROR("E605 reshape", reshape(in(f32, {B, 3}), {T, 3}));
EXPECT_ERROR("E606 reshape", reshape(in(f32, {2, 3}), {-1, -1}));
EXPECT_ERROR("E606 reshape", reshape(in(f32, {2, 3}), {4, -1}));
EXPECT_ERROR("E606 reshape", reshape(in(f32, {B, T}), {B, 2, -1}));
EXPECT_ERROR("E606 reshape", reshape(in(f32, {2, 3}), {0, -1}));
EXPECT_ERROR("E011 reshape", reshape(in(f32, {B, H, W}), {-1}));

// one axis at a time
EXPECT_TYPE("f32[batch, 3072]", flatten(in(f32, {B, 3, 32, 32}), 1));
EXPECT_TYPE("f32[batch*seq, 7]", flatten(in(f32, {B, T, 7}), 0, 1));
EXPECT_TYPE("f32[batch, seq, 7]", flatten(in(f32, {B, T, 7}), 1, 1));
EXPECT_ERROR("E108 flatten", flatten(in(f32, {B, T, 7}), 2, 1));
EXPECT_ERROR("E108 flatten", flatten(in(f32, {})));
EXPECT_ERROR("E011 flatten", flatten(in(f32, {B, H, W})));
EXPECT_TYPE("bool[batch, 1, seq]", unsqueeze(in(boolean, {B, T}), 1));
EXPECT_TYPE("i32[batch, seq, 1]", unsqueeze(in(i32, {B, T}), -1));
EXPECT_TYPE("i32[1]", unsqueeze(in(i32, {}), 0));
EXPECT_ERROR("E108 unsqueeze", unsqueeze(in(i32, {B, T}), 3));
EXPECT_ERROR("E020 unsqueeze", unsqueeze(in(i32, {1, 1, 1, 1, 1, 1, 1, 1}), 0));
EXPECT_TYPE("f32[batch]", squeeze(in(f32, {B, 1}), -1));
EXPECT_ERROR("E609 squeeze", squeeze(in(f32, {B, 1}), 0));
EXPECT_ERROR("E108 squeeze", squeeze(in(f32, {}), 0));

// order
EXPECT_TYPE("f32[batch, 7, seq]", transpose(in(f32, {B, T, 7})));
EXPECT_TYPE("f32[7, seq, batch]", transpose(in(f32, {B, T, 7}), 0, 2));
EXPECT_ERROR("E108 transpose", transpose(in(f32, {7})));
EXPECT_TYPE("u8[batch, 3, h, w]", permute(in(u8, {B, H, W, 3}), {0, 3, 1, 2}));
EXPECT_TYPE("f32[]", permute(in(f32, {}), {}));
EXPECT_ERROR("E607 permute", permute(in(f32, {B, 3}), {0}));
EXPECT_ERROR("E607 permute", permute(in(f32, {B, 3}), {0, -2}));
EXPECT_ERROR("E108 permute", permute(in(f32, {B, 3}), {0, 2}));
EXPECT_TYPE("f32[batch, 35, 3]", to_seq(in(f32, {B, 3, 5, 7})));
EXPECT_TYPE("f32[batch, h*w, 3]", to_seq(in(f32, {B, 3, H, W})));
EXPECT_TYPE("f32[batch, 3, 5, 7]", to_image(in(f32, {B, 35, 3}), 5, 7));
EXPECT_TYPE("f32[batch, 3, h, w]", [](Tensor x) {
  return to_image(to_seq(x), x.dim(2), x.dim(3));
}(in(f32, {B, 3, H, W})));
EXPECT_ERROR("E605 to_image", to_image(in(f32, {B, 35, 3}), 5, 6));
EXPECT_ERROR("E109 to_image", to_image(in(f32, {B, 35}), 5, 7));
EXPECT_ERROR("E109 to_seq", to_seq(in(f32, {B, 3, 5})));

// broadcast_to, assert_shape
EXPECT_TYPE("f32[batch, seq, 7]", broadcast_to(in(f32, {7}), {B, T, 7}));
EXPECT_TYPE("f32[batch, 3]", broadcast_to(in(f32, {B, 1}), {B, 3}));
EXPECT_ERROR("E608 broadcast_to", broadcast_to(in(f32, {B, 3}), {3}));
EXPECT_ERROR("E608 broadcast_to", broadcast_to(in(f32, {B}), {T}));
EXPECT_TYPE("f32[batch, frames, 7]", assert_shape(in(f32, {B, T, 7}), {B, U, 7}));
EXPECT_TYPE("f32[batch, 5]", assert_shape(in(f32, {B, T}), {B, 5}));
EXPECT_ERROR("E611 assert_shape", assert_shape(in(f32, {B, T}), {B, 0}));
EXPECT_ERROR("E611 assert_shape", assert_shape(in(f32, {B, T}), {B, T, 1}));
EXPECT_ERROR("E611 assert_shape", assert_shape(in(f32, {3}), {4}));

// concat, stack
EXPECT_TYPE("f32[batch, seq, 12]", concat({in(f32, {B, T, 7}), in(f32, {B, T, 5})}));
EXPECT_TYPE("f32[batch, frames+seq, 7]", concat({in(f32, {B, U, 7}), in(f32, {B, T, 7})}, 1));
EXPECT_TYPE("f32[batch, 2*seq+3]", [](Tensor x, Tensor y) {
  return concat({x, y, x}, 1);
}(in(f32, {B, T}), in(f32, {B, 3})));
EXPECT_TYPE("i32[3]", concat({in(i32, {3})}));
EXPECT_TYPE("f32[3]", concat({in(f32, {3}), in(f32, {0})}));
EXPECT_ERROR("E601 concat", concat({in(f32, {B, 3}), in(f32, {T, 3})}));
EXPECT_ERROR("E601 concat", concat({in(f32, {B, 3}), in(f32, {B, 3, 1})}));
EXPECT_ERROR("E102 concat", concat({in(f32, {B, 3}), in(i32, {B, 3})}));
EXPECT_ERROR("E108 concat", concat({in(f32, {}), in(f32, {})}));
EXPECT_TYPE("f32[batch, 2, 7]", stack({in(f32, {B, 7}), in(f32, {B, 7})}, 1));
EXPECT_TYPE("f32[batch, 7, 2]", stack({in(f32, {B, 7}), in(f32, {B, 7})}, -1));
EXPECT_TYPE("i32[1]", stack({in(i32, {})}));
EXPECT_ERROR("E601 stack", stack({in(f32, {B, 7}), in(f32, {B, 6})}));
EXPECT_ERROR("E601 stack", stack({in(f32, {B, 7}), in(f16, {B, 7})}));
EXPECT_ERROR("E108 stack", stack({in(f32, {B, 7})}, 3));

// split, chunk
EXPECT_TYPE("f32[batch, 5]", split(in(f32, {B, 12}), {7, 5})[1]);
EXPECT_TYPE("f32[seq-seq/2]", [](Tensor x) {
  return split(x, {x.dim(0) / 2, x.dim(0) - x.dim(0) / 2})[1];
}(in(f32, {T})));
EXPECT_TYPE("f32[0, 3]", split(in(f32, {4, 3}), {0, 4}, 0)[0]);
EXPECT_TYPE("f32[batch, frames/4]", chunk<4>(in(f32, {B, U}))[3]);
EXPECT_TYPE("f32[2, 3]", chunk<1>(in(f32, {2, 3}))[0]);
EXPECT_ERROR("E603 split", split(in(f32, {B, 12}), {7, 4}));
EXPECT_ERROR("E603 split", split(in(f32, {B, 12}), {13, -1}));
EXPECT_ERROR("E603 chunk", chunk<5>(in(f32, {B, 12})));
EXPECT_ERROR("E603 chunk", chunk<2>(in(f32, {B, T})));
EXPECT_ERROR("E108 chunk", chunk<2>(in(f32, {B, 4}), 2));

// slice, select
EXPECT_TYPE("f32[batch, seq-1]", slice(in(f32, {B, T}), 1, 1));
EXPECT_TYPE("f32[batch, 0]", slice(in(f32, {B, 5}), 1, 5));
EXPECT_TYPE("f32[batch, 3]", slice(in(f32, {B, 8}), 1, 0, 8, 3));
EXPECT_TYPE("f32[batch, 4]", slice(in(f32, {B, 8}), 1, -4));
EXPECT_TYPE("f32[batch, seq-1]", slice(in(f32, {B, T}), 1, 0, -1));
EXPECT_TYPE("f32[batch, (seq+1)/2]", slice(in(f32, {B, T}), 1, 0, to_end, 2));
EXPECT_TYPE("f32[batch, seq-seq/2]",
            [](Tensor x) { return slice(x, 1, x.dim(1) / 2); }(in(f32, {B, T})));
EXPECT_TYPE("f32[batch, 3]", slice(in(f32, {B, U}), 1, 1, 4));
EXPECT_ERROR("E604 slice", slice(in(f32, {B, T}), 1, 0, 2));
EXPECT_ERROR("E604 slice", slice(in(f32, {B, 8}), 1, 0, 9));
EXPECT_ERROR("E604 slice", slice(in(f32, {B, 8}), 1, 5, 4));
EXPECT_ERROR("E604 slice", slice(in(f32, {B, 8}), 1, -9));
EXPECT_ERROR("E604 slice", slice(in(f32, {B, T}), 1, -2));
EXPECT_ERROR("E107 slice", slice(in(f32, {B, 8}), 1, 0, 8, 0));
EXPECT_ERROR("E108 slice", slice(in(f32, {B, 8}), 2, 0));
EXPECT_TYPE("f32[batch, 7]", select(in(f32, {B, T, 7}), 1, 0));
EXPECT_TYPE("f32[batch, 7]", select(in(f32, {B, T, 7}), 1, -1));
EXPECT_TYPE("f32[]", select(in(f32, {4}), 0, 3));
EXPECT_ERROR("E604 select", select(in(f32, {4}), 0, 4));
EXPECT_ERROR("E604 select", select(in(f32, {T}), 0, 1));
EXPECT_ERROR("E108 select", select(in(f32, {}), 0, 0));

// flip, roll, tile, pad
EXPECT_TYPE("f32[batch, seq]", flip(in(f32, {B, T}), {0, 1}));
EXPECT_ERROR("E111 flip", flip(in(f32, {B, T}), {1, -1}));
EXPECT_ERROR("E108 flip", flip(in(f32, {B, T}), 2));
EXPECT_TYPE("f32[batch, seq]", roll(in(f32, {B, T}), -3, 1));
EXPECT_ERROR("E108 roll", roll(in(f32, {B, T}), 1, 2));
EXPECT_TYPE("f32[batch, 2*seq]", tile(in(f32, {B, T}), {1, 2}));
EXPECT_ERROR("E610 tile", tile(in(f32, {B, T}), {2}));
EXPECT_ERROR("E107 tile", tile(in(f32, {B, T}), {1, 0}));
EXPECT_TYPE("f32[batch, seq+3, 7]", pad(in(f32, {B, T, 7}), {{}, {2, 1}, {}}));
EXPECT_TYPE("f32[batch, 34]", pad(in(f32, {B, 32}), {{}, {1, 1}}, pad_mode::reflect));
EXPECT_TYPE("f32[batch, 9]", pad(in(f32, {B, 3}), {{}, {3, 3}}, pad_mode::circular));
EXPECT_TYPE("f32[batch, 7]", pad(in(f32, {B, 1}), {{}, {3, 3}}, pad_mode::replicate));
EXPECT_TYPE("f32[batch, 2]", pad(in(f32, {B, 5}), {{}, {-1, -2}}));
EXPECT_TYPE("bool[3]", pad(in(boolean, {1}), {{1, 1}}, pad_mode::zeros, 1));
EXPECT_ERROR("E610 pad", pad(in(f32, {B, T}), {{1, 1}}));
EXPECT_ERROR("E610 pad", pad(in(f32, {B, 3}), {{}, {3, 0}}, pad_mode::reflect));
EXPECT_ERROR("E610 pad", pad(in(f32, {B, T}), {{}, {0, 2}}, pad_mode::circular));
EXPECT_ERROR("E610 pad", pad(in(f32, {B, 5}), {{}, {-3, -3}}));
EXPECT_ERROR("E610 pad", pad(in(f32, {B, 5}), {{}, {-1, 1}}, pad_mode::replicate));
EXPECT_ERROR("E110 pad", pad(in(i32, {B}), {{1, 1}}, pad_mode::zeros, 0.5));
