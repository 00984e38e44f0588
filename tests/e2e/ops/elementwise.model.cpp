// Elementwise ops with one operand.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 67}), M = dyn("m", {.max = 67});

#define ON_BOTH(op)                                                                                \
  g.output(#op, op(x));                                                                            \
  g.output(#op "_wild", op(wild));

constexpr void exponentials(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(exp)
  ON_BOTH(exp2)
  ON_BOTH(expm1)
  ON_BOTH(sigmoid)
  ON_BOTH(tanh)
  ON_BOTH(erf)
}
constexpr void logarithms(graph &g) {
  auto x = g.input("x_positive", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(log)
  ON_BOTH(log2)
  ON_BOTH(log1p)
}
constexpr void roots(graph &g) {
  auto x = g.input("x_positive", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(sqrt)
  ON_BOTH(rsqrt)
  ON_BOTH(reciprocal)
}
constexpr void waves(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(sin)
  ON_BOTH(cos)
}
constexpr void rectifiers(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(relu)
  ON_BOTH(relu6)
  ON_BOTH(hardswish)
  ON_BOTH(hardsigmoid)
  g.output("leaky_relu", leaky_relu(x, 0.03));
  g.output("leaky_relu_wild", leaky_relu(wild));
}
constexpr void smooth(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(silu)
  ON_BOTH(mish)
  ON_BOTH(softplus)
  ON_BOTH(selu)
  g.output("elu", elu(x, 0.7));
  g.output("elu_wild", elu(wild));
}
constexpr void gelus(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(gelu)
  g.output("gelu_tanh", gelu(x, approx::tanh));
  g.output("gelu_tanh_wild", gelu(wild, approx::tanh));
}
constexpr void steps(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(floor)
  ON_BOTH(ceil)
  ON_BOTH(round)
  ON_BOTH(sign)
}
constexpr void plain(graph &g) {
  auto x = g.input("x", REAL, {N, M}), wild = g.input("x_wild", REAL, {M});
  ON_BOTH(neg)
  ON_BOTH(abs)
  ON_BOTH(square)
  g.output("clamp", clamp(x, -0.75, 1.1));
  g.output("clamp_wild", clamp(wild, -0.75, 1.1));
  g.output("stop_gradient", stop_gradient(x));
}
constexpr void whole_numbers(graph &g) {
  auto x = g.input("x_wild", i32, {N, M}), y = g.input("y", i8, {M}), z = g.input("z", i64, {M});
  auto w = g.input("w", u8, {M}), b = g.input("b", boolean, {N});
  g.output("neg", neg(x));
  g.output("abs_i32", abs(x));
  g.output("abs_i8", abs(y));
  g.output("sign", sign(z));
  g.output("square", square(x));
  g.output("clamp", clamp(y, -3, 4));
  g.output("logical_not_i32", ~x);
  g.output("logical_not_u8", ~w);
  g.output("logical_not_bool", ~b);
}
constexpr void casts(graph &g) {
  auto x = g.input("x_wild", REAL, {N, M}), n = g.input("n_wild", i32, {N}),
       b = g.input("b", boolean, {M}), column = g.input("column", boolean, {N, 1});
  auto y = g.input("y", REAL, {M});
  g.output("to_f32", cast(x, f32));
  g.output("to_bf16", cast(x, bf16));
  g.output("to_f16", cast(x, f16));
  g.output("to_i8", cast(x, i8));
  g.output("to_u8", cast(x, u8));
  g.output("to_i32", cast(x, i32));
  g.output("to_i64", cast(x, i64));
  g.output("to_bool", cast(y, boolean));
  g.output("i32_to_real", cast(n, REAL));
  g.output("i32_to_i8", cast(n, i8));
  g.output("i32_to_i64", cast(n, i64));
  g.output("i32_to_bool", cast(n, boolean));
  g.output("bool_to_real", cast(b, REAL));
  g.output("bool_to_i32", cast(b, i32));
  g.output("bool_column_to_real", cast(column, REAL));
}
constexpr void prelus(graph &g) {
  auto x = g.input("x", REAL, {N, 5}), y = g.input("y", REAL, {N, 3, 2, M});
  g.output("per_channel", prelu(x, g.input("w", REAL, {5})));
  g.output("images", prelu(y, g.input("v", REAL, {3})));
  g.output("one", prelu(x, g.input("u", REAL, {1})));
}
HAC_EXPORT(exponentials)
HAC_EXPORT(logarithms)
HAC_EXPORT(roots)
HAC_EXPORT(waves)
HAC_EXPORT(rectifiers)
HAC_EXPORT(smooth)
HAC_EXPORT(gelus)
HAC_EXPORT(steps)
HAC_EXPORT(plain)
HAC_EXPORT(whole_numbers)
HAC_EXPORT(casts)
HAC_EXPORT(prelus)
