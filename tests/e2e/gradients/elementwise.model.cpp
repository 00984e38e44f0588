// Elementwise ops and the user's lambdas.
#include "slopes.h"

constexpr void functions(graph &g) {
  auto x = g.input("x", f32, {N, M}), p = g.input("p_positive", f32, {N, M});
  g.output("exp", slope(exp(x), x));
  g.output("exp2", slope(exp2(x), x));
  g.output("expm1", slope(expm1(x), x));
  g.output("log", slope(log(p), p));
  g.output("log2", slope(log2(p), p));
  g.output("log1p", slope(log1p(p), p));
  g.output("sqrt", slope(sqrt(p), p));
  g.output("rsqrt", slope(rsqrt(p + 0.5), p));
  g.output("reciprocal", slope(reciprocal(p + 0.5), p));
  g.output("sin", slope(sin(x), x));
  g.output("cos", slope(cos(x), x));
  g.output("tanh", slope(tanh(x), x));
  g.output("erf", slope(erf(x), x));
}
constexpr void activations(graph &g) {
  auto x = g.input("x", f32, {N, M});
  g.output("sigmoid", slope(sigmoid(x), x));
  g.output("relu", slope(relu(x), x));
  g.output("relu6", slope(relu6(x * 4), x));
  g.output("silu", slope(silu(x), x));
  g.output("selu", slope(selu(x), x));
  g.output("mish", slope(mish(x), x));
  g.output("softplus", slope(softplus(x), x));
  g.output("hardswish", slope(hardswish(x * 2), x));
  g.output("hardsigmoid", slope(hardsigmoid(x * 2), x));
  g.output("gelu", slope(gelu(x), x));
  g.output("gelu_tanh", slope(gelu(x, approx::tanh), x));
  g.output("leaky_relu", slope(leaky_relu(x, 0.1), x));
  g.output("elu", slope(elu(x, 1.5), x));
  auto y = g.input("y", f32, {N, 6});
  g.output("glu", slope(glu(y), y));
}
constexpr void steps(graph &g) { // no slope, or that of what lies beside them
  auto x = g.input("x", f32, {N, M});
  g.output("flat", slope(x + floor(x) + ceil(x) + round(x) + sign(x), x));
  g.output("stopped", slope(x * stop_gradient(x), x));
  g.output("through_integers", slope(x * cast(cast(x, i32), f32), x));
  g.output("nothing", grad(sum(x) * 0, g.input("y", f32, {M})));
  g.output("halves", slope(cast(cast(x, bf16) * 0, f32) + x, x));
}
constexpr void numbers(graph &g) {
  auto x = g.input("x", f32, {N, M});
  g.output("neg", slope(-x, x));
  g.output("abs", slope(abs(x), x));
  g.output("square", slope(square(x), x));
  g.output("clamp", slope(clamp(x, -0.5, 0.75), x));
  g.output("twice", slope(x * x + x, x)); // an operand that is used three times
}
template <class F> constexpr void both(graph &g, const char *left, const char *right, Tensor a, Tensor b, F f) {
  auto [da, db] = grad(loss_of(f(a, b)), tensors<2>{a, b});
  g.output(left, da);
  g.output(right, db);
}
constexpr void binary(graph &g) {
  auto a = g.input("a", f32, {N, M}), b = g.input("b", f32, {M}), c = g.input("c", f32, {N, 1});
  auto p = g.input("p_positive", f32, {N, 1});
  both(g, "add_a", "add_b", a, b, [](Tensor x, Tensor y) { return x + y; });
  both(g, "sub_a", "sub_b", c, b, [](Tensor x, Tensor y) { return x - y; });
  both(g, "mul_a", "mul_b", a, c, [](Tensor x, Tensor y) { return x * y; });
  both(g, "div_a", "div_b", a, p, [](Tensor x, Tensor y) { return x / (y + 0.3); });
  both(g, "pow_a", "pow_b", p, b, [](Tensor x, Tensor y) { return pow(x, y); });
  both(g, "max_a", "max_b", a, b, [](Tensor x, Tensor y) { return maximum(x, y); });
  both(g, "min_a", "min_b", a, c, [](Tensor x, Tensor y) { return minimum(x, y); });
  both(g, "where_a", "where_b", a, b, [](Tensor x, Tensor y) { return where(x > 0.2, x * 2, y); });
  g.output("cube", slope(pow(c, 3.0), c));
}
constexpr void prelus(graph &g) {
  auto x = g.input("x", f32, {N, 2, 3, M}), w = g.input("w", f32, {2}), one = g.input("one", f32, {1});
  auto s = g.input("s", f32, {N, M, 2});
  both(g, "image_x", "image_w", x, w, [](Tensor x, Tensor w) { return prelu(x, w); });
  both(g, "seq_x", "seq_w", s, w, [](Tensor x, Tensor w) { return prelu(x, w); });
  both(g, "one_x", "one_w", s, one, [](Tensor x, Tensor w) { return prelu(x, w); });
}
constexpr void lambdas(graph &g) {
  auto a = g.input("a", f32, {N, M}), b = g.input("b", f32, {M});
  auto i = g.input("i", i32, {N, 1});
  both(g, "polynomial_a", "polynomial_b", a, b, [](Tensor x, Tensor y) {
    return map([](auto p, auto q) { return p * q + p * p - 0.5; }, x, y);
  });
  both(g, "functions_a", "functions_b", a, b, [](Tensor x, Tensor y) {
    return map([](auto p, auto q) { return tanh(exp(p * 0.5)) / (1 + sqrt(abs(q) + 0.1)) - erf(sin(p) * cos(q)); }, x, y);
  });
  both(g, "choice_a", "choice_b", a, b, [](Tensor x, Tensor y) {
    return map([](auto p, auto q) { return where(p > q, p - q, exp2(q)) + max(p, 0.25) * min(q, sigmoid(p)); }, x, y);
  });
  g.output("mixed", slope(map([](auto p, auto q) { return p * q + q % 3; }, a, i), a));
  g.output("log_pow", slope(map([](auto p) { return log(p * p + 1) * pow(abs(p) + 0.5, 1.7) * rsqrt(p * p + 2); }, a), a));
}
HAC_EXPORT(functions)
HAC_EXPORT(activations)
HAC_EXPORT(steps)
HAC_EXPORT(numbers)
HAC_EXPORT(binary)
HAC_EXPORT(prelus)
HAC_EXPORT(lambdas)
