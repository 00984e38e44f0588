// Shapes, types and refusals of the elementwise ops and of creation.
#include "expect.h"
using namespace hac;
using namespace hac::test;

// One operand: the shape and type stay.
#define SAME(type, ...) EXPECT_TYPE(#type "[batch, seq, 7]", __VA_ARGS__(in(type, {B, T, 7})))
SAME(f32, exp);
SAME(f32, exp2);
SAME(f32, expm1);
SAME(f32, log);
SAME(f32, log2);
SAME(f32, log1p);
SAME(f32, sqrt);
SAME(f32, rsqrt);
SAME(f32, reciprocal);
SAME(f32, sin);
SAME(f32, cos);
SAME(f32, tanh);
SAME(f32, erf);
SAME(f32, sigmoid);
SAME(bf16, relu);
SAME(f16, relu6);
SAME(f32, silu);
SAME(f32, selu);
SAME(f32, mish);
SAME(f32, softplus);
SAME(f32, hardswish);
SAME(f32, hardsigmoid);
SAME(f32, gelu);
SAME(f32, leaky_relu);
SAME(f32, elu);
SAME(f32, floor);
SAME(f32, ceil);
SAME(f32, round);
SAME(i64, neg);
SAME(i8, abs);
SAME(bf16, sign);
SAME(u8, square);
SAME(i32, logical_not);
SAME(f32, stop_gradient);
SAME(f32, zeros_like);
SAME(f32, ones_like);
EXPECT_TYPE("f32[]", exp(in(f32, {})));
EXPECT_TYPE("f32[0]", exp(in(f32, {0})));
EXPECT_TYPE("f16[1, 1, 1, 1, 1, 1, 1, 1]", exp(in(f16, {1, 1, 1, 1, 1, 1, 1, 1})));
EXPECT_TYPE("f32[3]", gelu(in(f32, {3}), approx::tanh));
EXPECT_TYPE("f32[3]", leaky_relu(in(f32, {3}), 0.2));
EXPECT_TYPE("i32[3]", clamp(in(i32, {3}), -1, 5));
EXPECT_TYPE("f32[3]", clamp(in(f32, {3}), 0, 0.5));
EXPECT_TYPE("i32[batch]", -in(i32, {B}));
EXPECT_TYPE("bool[batch]", ~in(boolean, {B}));
EXPECT_TYPE("bf16[batch, 3]", cast(in(boolean, {B, 3}), bf16));
EXPECT_TYPE("bool[batch]", cast(in(f32, {B}), boolean));
EXPECT_ERROR("E101 exp", exp(in(i32, {3})));
EXPECT_ERROR("E101 round", round(in(boolean, {3})));
EXPECT_ERROR("E104 neg", -in(boolean, {3}));
EXPECT_ERROR("E106 logical_not", ~in(f32, {3}));
EXPECT_ERROR("E107 clamp", clamp(in(f32, {3}), 1, 0.5));
EXPECT_ERROR("E107 clamp", clamp(in(f32, {3}), 0, __builtin_nan("")));
EXPECT_ERROR("E110 clamp", clamp(in(i32, {3}), 0, 0.5));
EXPECT_ERROR("E110 clamp", clamp(in(u8, {3}), 0, 256));
EXPECT_ERROR("E112 cast", cast(in(f32, {3}), f64));

// prelu: one slope, or one per channel; channels are last up to rank 3 and at axis 1 of rank 4.
EXPECT_TYPE("f32[batch, seq, 7]", prelu(in(f32, {B, T, 7}), in(f32, {7})));
EXPECT_TYPE("f32[batch, 7, 5, 3]", prelu(in(f32, {B, 7, 5, 3}), in(f32, {7})));
EXPECT_TYPE("f32[batch, seq, 7]", prelu(in(f32, {B, T, 7}), in(f32, {1})));
EXPECT_TYPE("f32[]", prelu(in(f32, {}), in(f32, {1})));
EXPECT_ERROR("E302 prelu", prelu(in(f32, {B, T, 7}), in(f32, {6})));
EXPECT_ERROR("E302 prelu", prelu(in(f32, {B, 7, 5, 3}), in(f32, {3})));
EXPECT_ERROR("E302 prelu", prelu(in(f32, {B, T, 7}), in(f32, {7, 1})));
EXPECT_ERROR("E302 prelu", prelu(in(f32, {}), in(f32, {})));
EXPECT_ERROR("E102 prelu", prelu(in(f32, {B, 7}), in(bf16, {7})));

// Two operands broadcast.
EXPECT_TYPE("f32[batch, seq, 7]", in(f32, {B, T, 7}) + in(f32, {7}));
EXPECT_TYPE("f32[batch, seq, 7]", in(f32, {T, 1}) - in(f32, {B, 1, 7}));
EXPECT_TYPE("f32[batch, seq]", in(f32, {B, 1}) * in(f32, {1, T}));
EXPECT_TYPE("f32[batch, seq]", in(f32, {}) / in(f32, {B, T}));
EXPECT_TYPE("f32[0, 3]", in(f32, {0, 1}) + in(f32, {3}));
EXPECT_TYPE("i32[batch]", in(i32, {B}) % in(i32, {B}));
EXPECT_TYPE("i32[batch]", in(i32, {B}) & in(i32, {}));
EXPECT_TYPE("bool[batch]", in(boolean, {B}) | in(boolean, {B}));
EXPECT_TYPE("u8[batch]", in(u8, {B}) ^ 255);
EXPECT_TYPE("bool[batch, 3]", in(f32, {B, 3}) < in(f32, {3}));
EXPECT_TYPE("bool[batch]", in(i64, {B}) <= 4);
EXPECT_TYPE("bool[batch]", 0.5 > in(f32, {B}));
EXPECT_TYPE("bool[batch]", in(f16, {B}) >= in(f16, {B}));
EXPECT_TYPE("bool[batch]", in(boolean, {B}) == in(boolean, {B}));
EXPECT_TYPE("bool[batch]", 3 != in(i32, {B}));
EXPECT_TYPE("f32[batch]", maximum(in(f32, {B}), 0));
EXPECT_TYPE("i8[batch]", minimum(in(i8, {B}), in(i8, {B})));
EXPECT_TYPE("bf16[batch]", pow(in(bf16, {B}), 2));
EXPECT_TYPE("f32[batch]", pow(2.0, in(f32, {B})));
EXPECT_TYPE("i32[batch]", floor_div(in(i32, {B}), 2));
EXPECT_TYPE("f32[batch]", 1 - in(f32, {B}));
EXPECT_TYPE("f32[batch]", 1.0 / in(f32, {B}));
EXPECT_ERROR("E102 add", in(f32, {3}) + in(bf16, {3}));
EXPECT_ERROR("E103 add", in(f32, {B}) + in(f32, {T}));
EXPECT_ERROR("E103 mul", in(f32, {4}) * in(f32, {3}));
EXPECT_ERROR("E103 mul", in(f32, {0}) * in(f32, {3}));
EXPECT_ERROR("E104 add", in(boolean, {3}) + in(boolean, {3}));
EXPECT_ERROR("E104 lt", in(boolean, {3}) < in(boolean, {3}));
EXPECT_ERROR("E101 div", in(i32, {3}) / in(i32, {3}));
EXPECT_ERROR("E101 pow", pow(in(i32, {3}), 2));
EXPECT_ERROR("E105 remainder", in(f32, {3}) % in(f32, {3}));
EXPECT_ERROR("E105 floor_div", floor_div(in(f32, {3}), 2));
EXPECT_ERROR("E106 bit_and", in(f32, {3}) & in(f32, {3}));
EXPECT_ERROR("E110 mul", in(i32, {3}) * 0.5);
EXPECT_ERROR("E110 add", in(u8, {3}) + 300);
EXPECT_ERROR("E110 add", in(u8, {3}) + -1);
EXPECT_ERROR("E110 add", in(i8, {3}) + 128);
EXPECT_ERROR("E110 add", in(i32, {3}) + 2147483648);
EXPECT_ERROR("E110 eq", in(boolean, {3}) == 1);

// where
EXPECT_TYPE("f32[batch, seq, 7]", where(in(boolean, {B, T, 1}), in(f32, {7}), in(f32, {})));
EXPECT_TYPE("i32[batch, 3]", where(in(boolean, {B, 1}), in(i32, {3}), 0));
EXPECT_TYPE("i32[batch, 3]", where(in(boolean, {B, 1}), -1, in(i32, {3})));
EXPECT_ERROR("E106 where", where(in(i32, {3}), in(f32, {3}), in(f32, {3})));
EXPECT_ERROR("E102 where", where(in(boolean, {3}), in(f32, {3}), in(i32, {3})));
EXPECT_ERROR("E103 where", where(in(boolean, {4}), in(f32, {3}), in(f32, {3})));
EXPECT_ERROR("E110 where", where(in(boolean, {3}), in(i32, {3}), 0.5));

// glu
EXPECT_TYPE("f32[batch, seq, 7]", glu(in(f32, {B, T, 14})));
EXPECT_TYPE("f32[batch, frames/2, 7]", glu(in(f32, {B, U, 7}), 1));
EXPECT_ERROR("E603 glu", glu(in(f32, {B, T, 7})));
EXPECT_ERROR("E603 glu", glu(in(f32, {B, T, 7}), 1));
EXPECT_ERROR("E108 glu", glu(in(f32, {B, T, 7}), 3));
EXPECT_ERROR("E101 glu", glu(in(i32, {B, 14})));

// Creation
EXPECT_TYPE("f32[batch, 3]", full(g, f32, {B, 3}, 1.5));
EXPECT_TYPE("bool[2]", full(g, boolean, {2}, true));
EXPECT_TYPE("i64[]", zeros(g, i64, {}));
EXPECT_TYPE("bf16[batch]", ones(g, bf16, {B}));
EXPECT_TYPE("u8[4]", full_like(in(u8, {4}), 255));
EXPECT_TYPE("i32[1, seq]", iota(g, i32, {1, T}, 1));
EXPECT_TYPE("f32[2, 2]", constant(g, f32, {2, 2}, {1, 0.5, 0, 1}));
EXPECT_TYPE("i32[0]", constant(g, i32, {0}, {}));
EXPECT_TYPE("bool[3]", constant(g, boolean, {3}, {1, 0, 1}));
EXPECT_ERROR("E110 full", full(g, i32, {3}, 0.5));
EXPECT_ERROR("E110 full", full(g, boolean, {3}, 2));
EXPECT_ERROR("E110 full_like", full_like(in(u8, {3}), -1));
EXPECT_ERROR("E112 full", zeros(g, f64, {3}));
EXPECT_ERROR("E108 iota", iota(g, i32, {3}, 1));
EXPECT_ERROR("E108 iota", iota(g, i32, {}));
EXPECT_ERROR("E612 constant", constant(g, f32, {3}, {1, 2}));
EXPECT_ERROR("E612 constant", constant(g, f32, {B}, {1}));
EXPECT_ERROR("E110 constant", constant(g, i32, {2}, {1, 0.5}));
EXPECT_ERROR("E012 full", full(g, f32, {-1}, 0));
EXPECT_ERROR("E022 full", full(g, f32, {1 << 20, 1 << 20, 2}, 0));
EXPECT_TYPE("f32[0, 1099511627776, 1024]", full(g, f32, {0, 1ll << 40, 1024}, 0));
EXPECT_TYPE("f32[1099511627776]", full(g, f32, {1ll << 40}, 0));
EXPECT_ERROR("E020 full", full(g, f32, {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0));
EXPECT_ERROR("E011 full", full(g, f32, {B * T}, 0));
