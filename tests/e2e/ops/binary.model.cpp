// Elementwise ops with two and three operands, broadcasting, and the ops that make tensors.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 67}), M = dyn("m", {.max = 67});

constexpr void arithmetic(graph &g) {
  auto x = g.input("x", REAL, {N, M}), y = g.input("y", REAL, {N, M});
  g.output("add", x + y);
  g.output("sub", x - y);
  g.output("mul", x * y);
  g.output("div", x / y);
  g.output("maximum", maximum(x, y));
  g.output("minimum", minimum(x, y));
  g.output("twice", x + x);
}
constexpr void arithmetic_wild(graph &g) {
  auto x = g.input("x_wild", REAL, {M}), y = g.input("y_wild", REAL, {M});
  g.output("add", x + y);
  g.output("sub", x - y);
  g.output("mul", x * y);
  g.output("div", x / y);
  g.output("maximum", maximum(x, y));
  g.output("minimum", minimum(x, y));
}
constexpr void numbers(graph &g) {
  auto x = g.input("x", REAL, {N, M});
  g.output("add", x + 0.1);
  g.output("sub", 1 - x);
  g.output("mul", x * 3);
  g.output("div", x / 3);
  g.output("divided", 2.5 / x);
}
constexpr void broadcasting(graph &g) {
  auto x = g.input("x", REAL, {N, 3, M}), row = g.input("row", REAL, {M});
  auto column = g.input("column", REAL, {3, 1}), scalar = g.input("scalar", REAL, {});
  auto outer = g.input("outer", REAL, {N, 1, 1});
  g.output("with_row", x + row);
  g.output("with_column", column * x);
  g.output("with_scalar", x - scalar);
  g.output("with_outer", x * outer);
  g.output("both", column + row);
  g.output("three", where(x > 0, row, column));
}
constexpr void powers(graph &g) {
  auto x = g.input("x_positive", REAL, {N, M}), y = g.input("y", REAL, {M});
  auto wild = g.input("wild_wild", REAL, {M});
  g.output("pow", pow(x, y));
  g.output("pow_number", pow(y, 3.0));
  g.output("pow_wild", pow(wild, y));
}
constexpr void comparisons(graph &g) {
  auto x = g.input("x_wild", REAL, {N, M}), y = g.input("y_wild", REAL, {M});
  g.output("lt", x < y);
  g.output("le", x <= y);
  g.output("gt", x > y);
  g.output("ge", x >= y);
  g.output("eq", x == y);
  g.output("ne", x != y);
  g.output("choice", where(x < y, x, y));
}
constexpr void whole_numbers(graph &g) {
  auto x = g.input("x_wild", i32, {N, M}), y = g.input("y", i32, {M});
  g.output("add", x + y);
  g.output("sub", x - y);
  g.output("mul", x * y);
  g.output("maximum", maximum(x, y));
  g.output("minimum", minimum(x, y));
  g.output("remainder", x % y);
  g.output("floor_div", floor_div(x, y));
  g.output("by_constant", floor_div(x, 4));
  g.output("bit_and", x & y);
  g.output("bit_or", x | y);
  g.output("bit_xor", x ^ y);
  g.output("lt", x < y);
  g.output("eq", x == y);
}
constexpr void narrow_numbers(graph &g) {
  auto a = g.input("a_wild", i8, {M}), b = g.input("b", i8, {M});
  auto c = g.input("c_wild", u8, {M}), d = g.input("d", u8, {M});
  auto e = g.input("e_wild", i64, {M}), f = g.input("f", i64, {M});
  g.output("add_i8", a + b);
  g.output("mul_i8", a * b);
  g.output("floor_div_i8", floor_div(a, b));
  g.output("lt_u8", c < d);
  g.output("sub_u8", d - c);
  g.output("remainder_u8", c % d);
  g.output("maximum_u8", maximum(c, d));
  g.output("mul_i64", e * f);
  g.output("floor_div_i64", floor_div(e, f));
  g.output("remainder_i64", e % f);
}
constexpr void truth(graph &g) {
  auto a = g.input("a", boolean, {N, M}), b = g.input("b", boolean, {M});
  g.output("bit_and", a & b);
  g.output("bit_or", a | b);
  g.output("bit_xor", a ^ b);
  g.output("eq", a == b);
  g.output("choice", where(a, b, ~b));
}
constexpr void creation(graph &g) {
  auto x = g.input("x", REAL, {N, M});
  g.output("full", full_like(x, 0.3) + x);
  g.output("iota_row", iota(g, i32, {N, M}, 1));
  g.output("iota_column", iota(g, REAL, {N, M}, 0));
  g.output("constant", constant(g, REAL, {2, 3}, {0.1, 2, -3, 4.5, 5, 6}));
  g.output("ones", ones(g, i64, {M}));
  g.output("same", x); // an input that is an output is copied
}
constexpr void chains(graph &g) { // fused groups: fan-out, an operand used twice, views between
  auto x = g.input("x", REAL, {N, M}), y = g.input("y", REAL, {M});
  auto t = tanh(x * y + 0.5);
  auto u = sigmoid(t) * t + relu(x - y);
  g.output("t", t);
  g.output("u", u);
  g.output("v", transpose(u) * 2 + transpose(x));
  g.output("w", reshape(u * u, {-1}) + reshape(t, {-1}));
}
HAC_EXPORT(arithmetic)
HAC_EXPORT(arithmetic_wild)
HAC_EXPORT(numbers)
HAC_EXPORT(broadcasting)
HAC_EXPORT(powers)
HAC_EXPORT(comparisons)
HAC_EXPORT(whole_numbers)
HAC_EXPORT(narrow_numbers)
HAC_EXPORT(truth)
HAC_EXPORT(creation)
HAC_EXPORT(chains)
