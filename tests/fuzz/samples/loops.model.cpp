// What the models do not have: states with updates, loops in loops, map, symbols that are divided.
#include <hac/dsl.h>
using namespace hac;

constexpr auto B = dyn("batch", {.max = 64});
constexpr auto T = dyn("seq", {.min = 8, .max = 1024, .multiple_of = 4});

constexpr void running(graph &g) {
  auto x = g.input("x", f32, {B, T, 16});
  auto seen = g.state("seen", f32, {B, 16});
  auto y = iterate(3, [&](Tensor a) {
    return iterate(2, [&](Tensor b) { return relu(b + x); }, a);
  }, x);
  auto half = max_pool1d(y, {.kernel_size = 2});
  g.update(seen, seen + mean(half, {1}));
  g.output("y", map([](auto a, auto b) { return where(a < b, a * 0.5, exp(b)); }, y, x));
}
HAC_EXPORT(running)

constexpr void attended(graph &g) {
  auto q = g.input("q", f32, {B, 4, T, 8}), k = g.input("k", f32, {B, 2, T, 8});
  auto length = g.input("length", i32, {B});
  auto bias = g.input("bias", f32, {4, 17});
  g.output("y", attention(q, k, k,
                          {{.count = 1, .mask = causal() && lengths(length)},
                           {.count = 2, .mask = window(4), .score = rel_bias(bias, 8)},
                           {.count = 1, .score = soft_cap(5)}}));
}
HAC_EXPORT(attended)
