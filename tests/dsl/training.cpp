// Losses and gradients: types and refusals.
#include "expect.h"
using namespace hac;
using namespace hac::test;

// Losses
EXPECT_TYPE("f32[]", mse_loss(in(f32, {B, 7}), in(f32, {B, 7})));
EXPECT_TYPE("f32[batch, 7]", mse_loss(in(f32, {B, 7}), in(f32, {B, 7}), reduction::none));
EXPECT_TYPE("bf16[]", l1_loss(in(bf16, {B, 7}), in(bf16, {B, 7}), reduction::sum));
EXPECT_TYPE("f32[]", bce_with_logits(in(f32, {B}), in(f32, {B})));
EXPECT_TYPE("f32[]", cross_entropy(in(f32, {B, 7}), in(i32, {B})));
EXPECT_TYPE("f16[batch, seq]", cross_entropy(in(f16, {B, T, 7}), in(i64, {B, T}), {.reduction = reduction::none}));
EXPECT_TYPE("f32[]", cross_entropy(in(f32, {B, 7, 5, T}), in(i32, {B, 5, T}),
                                   {.weight = in(f32, {7}), .label_smoothing = 1}));
EXPECT_ERROR("E803 mse_loss", mse_loss(in(f32, {B, 7}), in(f32, {7})));
EXPECT_ERROR("E102 l1_loss", l1_loss(in(f32, {B}), in(f16, {B})));
EXPECT_ERROR("E101 bce_with_logits", bce_with_logits(in(i32, {B}), in(i32, {B})));
EXPECT_ERROR("E109 cross_entropy", cross_entropy(in(f32, {7}), in(i32, {})));
EXPECT_ERROR("E802 cross_entropy", cross_entropy(in(f32, {B, T, 7}), in(i32, {B})));
EXPECT_ERROR("E802 cross_entropy", cross_entropy(in(f32, {B, 7, 5, T}), in(i32, {B, 7, 5})));
EXPECT_ERROR("E801 cross_entropy", cross_entropy(in(f32, {B, 7}), in(boolean, {B})));
EXPECT_ERROR("E813 cross_entropy", cross_entropy(in(f32, {B, 7}), in(i32, {B}), {.weight = in(f16, {7})}));
EXPECT_ERROR("E107 cross_entropy",
             cross_entropy(in(f32, {B, 7}), in(i32, {B}), {.label_smoothing = __builtin_nan("")}));

// Gradients
EXPECT_TYPE("f32[batch, 7]", [&] {
  auto x = in(f32, {B, 7});
  return grad(sum(x * x), x);
}());
EXPECT_TYPE("bf16[7, 3]", [&] {
  auto x = in(bf16, {B, 3}), w = in(bf16, {7, 3});
  return grad(mean(linear(x, w)), tensors<2>{x, w})[1];
}());
EXPECT_ERROR("E805 grad", [&] {
  auto x = in(f32, {B, 7});
  return grad(x, x);
}());
EXPECT_ERROR("E805 grad", [&] {
  auto x = in(i32, {B, 7});
  return grad(sum(x), x);
}());
EXPECT_ERROR("E810 grad", grad(sum(in(f32, {B})), in(boolean, {B})));
EXPECT_ERROR("E812 grad", [&] {
  auto x = in(f32, {B});
  return grad(sum(iterate(2, [&](Tensor s) { return s * x; }, grad(sum(x * x), x))), x);
}());
EXPECT_TYPE("f32[batch]", [&] { // a step of descent, and the gradient there
  auto x = in(f32, {B});
  auto next = x - grad(sum(x * x), x) * 0.1;
  return grad(sum(next * next), next);
}());
