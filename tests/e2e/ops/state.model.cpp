// States: what a function keeps between calls. The harness runs each function several times in a
// row on the states that the calls leave.
#include "real.h"

constexpr auto B = dyn("batch", {.max = 33}), C = dyn("c", {.max = 40});

// The mean of all rows seen so far.
constexpr void running_mean(graph &g) {
  auto x = g.input("x", REAL, {B, C}), mean_ = g.state("mean", f32, {C});
  auto seen = g.state("seen_count", i32, {});
  auto rows = sum(ones(g, i32, {B}), 0), all = seen + rows;
  auto next = mean_ + (sum(cast(x, f32), 0) - mean_ * cast(rows, f32)) / cast(all, f32);
  g.output("centered", cast(x, f32) - next);
  g.update(mean_, next);
  g.update(seen, all);
}
// Rank 0, read as an index: positions go on where the last call ended.
constexpr void counter(graph &g) {
  auto table = g.input("table", REAL, {13, C}), position = g.state("position", i64, {});
  auto here = (position + iota(g, i64, {5}, 0)) % 13;
  g.output("rows", embedding(here, table));
  g.output("position_before", position);
  g.update(position, position + 5);
}
// The last 6 inputs of each row of the batch, oldest first.
constexpr void last_inputs(graph &g) {
  auto x = g.input("x", REAL, {B, 2, C}), last = g.state("last", REAL, {B, 6, C});
  auto shifted = concat({slice(last, 1, 2), x}, 1);
  g.output("mean", mean(shifted, 1));
  g.update(last, shifted);
}
// Reads see what a state was on entry, whatever is written to it.
constexpr void swapped(graph &g) {
  auto a = g.state("a", REAL, {B, C}), b = g.state("b", REAL, {B, C});
  g.update(a, b);
  g.update(b, a * 0.5);
  g.output("difference", a - b);
  g.output("a_before", a);
}
constexpr void kept(graph &g) { // never written
  auto x = g.input("x", REAL, {B, C}), bias = g.state("bias", REAL, {C});
  g.output("y", x + bias);
}
HAC_EXPORT(running_mean)
HAC_EXPORT(counter)
HAC_EXPORT(last_inputs)
HAC_EXPORT(swapped)
HAC_EXPORT(kept)
