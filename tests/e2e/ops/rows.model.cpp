// Norms and softmax together with what stands around them: one loop nest over rows.
#include "real.h"

constexpr auto N = dyn("n", {.min = 0, .max = 20}), M = dyn("m", {.max = 150});

constexpr void around_norms(graph &g) {
  auto x = g.input("x", REAL, {N, 3, 100}), y = g.input("y", REAL, {N, 3, 100});
  auto w = g.input("w", REAL, {100}), b = g.input("b", REAL, {100}), row = g.input("row", REAL, {3, 1});
  g.output("before", layer_norm(x + y, 1, w, b));
  g.output("after", relu(layer_norm(x, 1, w, b)) * y + row);
  g.output("both", tanh(rms_norm(x * 2 + row, 1, w)) + x);
  g.output("unit", normalize(x - y) * 3);
}
// The sum is a result, an operand of the norm and of what follows it.
constexpr void kept_sums(graph &g) {
  auto x = g.input("x", REAL, {N, 70}), y = g.input("y", REAL, {N, 70});
  auto sum = x + y;
  auto norm = layer_norm(sum);
  g.output("sum", sum);
  g.output("norm", norm);
  g.output("again", sum + norm);
  auto inner = square(x);
  g.output("inner", inner);
  g.output("outer", rms_norm(inner + y) * inner);
}
constexpr void dynamic_rows(graph &g) {
  auto x = g.input("x", REAL, {N, M}), y = g.input("y", REAL, {N, M}), b = g.input("b", REAL, {M});
  g.output("norm", relu(layer_norm(x + y, 1, b)) - x);
  g.output("share", softmax(x * 4 + y) * x);
  g.output("log", log_softmax(where(y > 0, x, y)));
  auto chosen = where(amax(y, {1}, true) > 2, x, y); // a bool for each row
  g.output("chosen", layer_norm(chosen));
  g.output("flags", cast(softmax(x) > 0.05, i32));
}
constexpr void wide_rows(graph &g) {
  auto x = g.input("x", REAL, {2, 1024}), y = g.input("y", REAL, {1024});
  g.output("norm", layer_norm(x * y));
  g.output("share", softmax(x + y));
  g.output("one_row", softmax(y));
}
constexpr void strided_rows(graph &g) {
  auto x = g.input("x", REAL, {N, 4, 90}), w = g.input("w", REAL, {2, 40});
  auto part = slice(x, 2, 10, 50), rows = slice(x, 1, 1, 3);
  g.output("part", layer_norm(part, 1, select(w, 0, 1)));
  g.output("rows", softmax(rows + 1));
  g.output("joined", concat({layer_norm(part), softmax(slice(x, 2, 50, 83))}, 2));
  g.output("every_other", rms_norm(slice(x, 2, 0, 90, 2)));
  g.output("column", softmax(select(x, 2, 5)));
  g.output("columns", stack({relu(select(x, 2, 0)), softmax(select(x, 2, 1))}, 2));
}
// What BERT begins with: three gathers or slices, their sum, its norm.
constexpr void embeddings(graph &g) {
  auto ids = g.input("ids_below_300", i32, {N, M}), places = g.input("places_below_300", i32, {M});
  auto words = g.input("words", REAL, {300, 52}), positions = g.input("positions", REAL, {300, 52});
  auto w = g.input("w", REAL, {52});
  g.output("rows", embedding(ids, words));
  g.output("norm", layer_norm(embedding(ids, words) + select(positions, 0, 0) + slice(positions, 0, 0, M), 1, w));
  g.output("at_places", layer_norm(embedding(ids, words) + embedding(places, positions), 1, w));
  auto kept = embedding(ids, words, {.padding_idx = 0});
  g.output("kept", kept);
  g.output("scaled", relu(kept) * 2);
  g.output("one", softmax(embedding(slice(ids, 1, 0, 1), words)));
}
// A norm over rows that a linear has finished; residuals, kept sums, narrow and wide.
struct Projections {
  nn::Linear a{24, 100, .dtype = REAL}, b{24, 100, .dtype = REAL}, c{24, 100, .bias = false, .dtype = REAL},
      narrow{24, 7, .dtype = REAL}, wide{24, 300, .dtype = REAL};
};
constexpr void after_linears(graph &g) {
  auto x = g.input("x", REAL, {N, 3, 24}), r = g.input("r", REAL, {N, 3, 100});
  auto w = g.input("w", REAL, {100});
  auto p = g.module<Projections>();
  g.output("norm", layer_norm(p.a(x) + r, 1, w));
  auto sum = p.b(x) + r;
  auto norm = rms_norm(sum);
  g.output("sum", sum);
  g.output("norm_of_sum", norm);
  g.output("both", tanh(norm * 2) + sum);
  g.output("share", softmax(p.narrow(x)));
  g.output("bare", layer_norm(p.c(x)));
  auto wide = p.wide(x), middle = relu(wide);
  g.output("wide", normalize(middle) * wide);
  g.output("middle", middle + 1);
  g.output("flags", cast(log_softmax(p.a(x) * r) > -3, i32));
  g.output("finish", layer_norm(gelu(p.a(x)) + r)); // the epilogue comes row by row
  g.output("finish_with_row", silu(p.c(x)) * w + tanh(p.b(x)));
}
constexpr void extremes(graph &g) {
  auto x = g.input("x_wild", REAL, {N, M});
  g.output("norm", layer_norm(x));
  g.output("share", softmax(x));
  g.output("log", log_softmax(x));
  g.output("unit", normalize(x));
}
HAC_EXPORT(around_norms)
HAC_EXPORT(kept_sums)
HAC_EXPORT(dynamic_rows)
HAC_EXPORT(wide_rows)
HAC_EXPORT(strided_rows)
HAC_EXPORT(embeddings)
HAC_EXPORT(after_linears)
HAC_EXPORT(extremes)
