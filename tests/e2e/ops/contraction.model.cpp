// matmul and linear, with what fuses into them.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 40}), M = dyn("m", {.max = 40}),
               K = dyn("k", {.max = 67});

struct Layer {
  int in, out;
  bool has_bias = true;
  nn::Linear fc{in, out, has_bias, .dtype = REAL};
  constexpr Tensor operator()(Tensor x) const { return fc(x); }
};

constexpr void matmul2(graph &g) {
  g.output("y", matmul(g.input("a", REAL, {N, K}), g.input("b", REAL, {K, M})));
}
constexpr void matmul_batched(graph &g) {
  g.output("y", matmul(g.input("a", REAL, {3, N, K}), g.input("b", REAL, {3, K, M})));
}
constexpr void matmul_broadcast(graph &g) {
  auto a = g.input("a", REAL, {2, 1, N, 9}), b = g.input("b", REAL, {3, 9, M});
  g.output("y", matmul(a, b));
  g.output("shared", matmul(a, slice(b, 0, 1, 2)));
}
constexpr void matmul_transposed(graph &g) {
  auto a = g.input("a", REAL, {K, N}), b = g.input("b", REAL, {M, K});
  g.output("y", matmul(transpose(a), transpose(b)));
  g.output("square", matmul(transpose(a), a)); // one value as two operands
}
// Constant sizes: whole panels and a rest; a depth that is packed in parts; what follows is fused.
constexpr void matmul_constant(graph &g) {
  auto a = g.input("a", REAL, {2, 21, 30}), b = g.input("b", REAL, {2, 30, 100}), c = g.input("c", REAL, {2, 48, 30});
  g.output("y", relu(matmul(a, b)) + 1);
  g.output("whole", matmul(a, transpose(c)) * g.input("scale", REAL, {48}));
  g.output("deep", matmul(g.input("d", REAL, {3, 1100}), g.input("e", REAL, {1100, 5})));
  g.output("deep_transposed", softmax(matmul(g.input("f", REAL, {N, 530}), transpose(g.input("h", REAL, {M, 530})))));
}
// Middle axes are not the last two: the transposed copy is read.
constexpr void matmul_of_views(graph &g) {
  auto x = g.input("x", REAL, {3, N, 2, 8}), y = g.input("z", REAL, {3, M, 24});
  auto q = transpose(x, 1, 2), k = split(y, {8, 16}, 2)[1];
  g.output("heads", matmul(q, transpose(q)));
  g.output("pieces", matmul(k, transpose(k)));
  g.output("left", matmul(transpose(k), k));
}
constexpr void linear1(graph &g) {
  g.output("y", g.module(Layer{19, 37}, "a")(g.input("x", REAL, {N, 19})));
}
constexpr void linear_no_bias(graph &g) {
  g.output("y", g.module(Layer{67, 5, false}, "b")(g.input("x", REAL, {2, N, 67})));
}
constexpr void linear_tiny(graph &g) {
  g.output("y", g.module(Layer{1, 1}, "c")(g.input("x", REAL, {N, 1})));
}
constexpr void linear_vector(graph &g) {
  g.output("y", g.module(Layer{23, 50}, "d")(g.input("x", REAL, {23})));
}
constexpr void linear_fused(graph &g) {
  auto x = g.input("x", REAL, {N, 30}), r = g.input("r", REAL, {N, 45});
  auto y = g.module(Layer{30, 45}, "e")(x);
  g.output("gelu", gelu(y));
  g.output("residual", relu(y) + r);
  g.output("norm", layer_norm(y));
  g.output("soft", softmax(y));
}
constexpr void linear_chain(graph &g) {
  auto x = g.input("x", REAL, {N, 21});
  x = relu(g.module(Layer{21, 33}, "f")(x));
  x = g.module(Layer{33, 17}, "h")(layer_norm(x));
  g.output("y", g.module(Layer{17, 3}, "i")(tanh(x)));
}
constexpr void linear_input_weight(graph &g) {
  g.output("y", linear(g.input("x", REAL, {M, 13}), g.input("w", REAL, {29, 13}),
                       g.input("b", REAL, {29})));
}
// Pieces of a concat are computed where it lies; some are needed elsewhere as well.
struct Pieces {
  nn::Linear a{16, 32, .dtype = REAL}, b{16, 21, .dtype = REAL}, c{53, 9, .dtype = REAL};
};
constexpr void linear_pieces(graph &g) {
  auto x = g.input("x", REAL, {N, M, 16});
  auto p = g.module<Pieces>();
  auto a = p.a(x), b = relu(p.b(x));
  g.output("read", p.c(concat({a, b}, 2)));
  g.output("too", softmax(a) + 1);
  g.output("other_order", tanh(concat({b, a}, 2)));
  g.output("in_output", concat({gelu(p.a(x + 1)), x, p.b(x)}, 2));
  g.output("twice", relu(concat({p.a(x - 1), p.a(x - 1)}, 2)));
  g.output("along_rows", concat({p.b(x * 2), p.b(x * 3)}, 1) * 2);
  g.output("nested", concat({concat({p.a(-x), p.b(-x)}, 2), softmax(concat({p.b(x), p.a(x)}, 2))}, 1));
  g.output("flat", p.c(concat({flatten(p.a(x), 0, 1), flatten(p.b(x), 0, 1)}, 1)));
}
HAC_EXPORT(matmul2)
HAC_EXPORT(matmul_batched)
HAC_EXPORT(matmul_broadcast)
HAC_EXPORT(matmul_transposed)
HAC_EXPORT(matmul_constant)
HAC_EXPORT(matmul_of_views)
HAC_EXPORT(linear1)
HAC_EXPORT(linear_no_bias)
HAC_EXPORT(linear_tiny)
HAC_EXPORT(linear_vector)
HAC_EXPORT(linear_fused)
HAC_EXPORT(linear_chain)
HAC_EXPORT(linear_input_weight)
HAC_EXPORT(linear_pieces)
