// The normal form of dims: what prints alike is equal, and the intervals hold every value.
#include "expect.h"
using namespace hac;
using namespace hac::test;

// The dims of a tensor f32[batch, seq, frames, 12] in an expression, as printed.
#define DIM(wanted, ...)                                                                           \
  EXPECT_TYPE("f32[" wanted "]", [](Tensor x, graph &g) {                                          \
    [[maybe_unused]] auto b = x.dim(0), t = x.dim(1), u = x.dim(2), n = x.dim(3);                  \
    return zeros(g, f32, {__VA_ARGS__});                                                           \
  }(in(f32, {B, T, U, 12}), g))
DIM("batch", b);
DIM("12", n);
DIM("batch+seq", b + t);
DIM("batch+seq", t + b);
DIM("2*seq+3", t + 3 + t);
DIM("seq", t + b - b);
DIM("0", t - t);
DIM("3*seq+6", (t + 2) * 3);
DIM("batch*seq", t *b);
DIM("3*batch+batch*seq", b *(t + 3));
DIM("seq/2", t / 2);
DIM("seq", (2 * t + 1) / 2);
DIM("seq/2", (2 * t + 1) / 4);
DIM("seq/2+1", (t + 2) / 2);
DIM("(seq+1)/2+1", (t + 3) / 2);
DIM("seq+seq/2", 3 * t / 2);
DIM("(seq/2)/2", t / 2 / 2);
DIM("3*(seq/2)", t / 2 * 3);
DIM("frames/4", u / 4);
DIM("frames/2", u / 2);
DIM("(frames/4)/2", u / 8);
DIM("frames/4+1", (u + 5) / 4);
DIM("(batch/3)*(seq/2)", b / 3 * (t / 2));
DIM("seq-2*(seq/2)", t % 2);
DIM("3", n / 4);
DIM("3", n % 9);
DIM("4", (n * 3 + 1) / 9);

// What cannot be written.
#define NO_DIM(...)                                                                                \
  EXPECT_ERROR("E011 full", [](Tensor x, graph &g) {                                               \
    [[maybe_unused]] auto b = x.dim(0), t = x.dim(1), u = x.dim(2), n = x.dim(3);                  \
    return zeros(g, f32, {__VA_ARGS__});                                                           \
  }(in(f32, {B, T, U, 12}), g))
NO_DIM(b * t * u);
NO_DIM(t / 0);
NO_DIM(t / -1);
NO_DIM((b + t + u + b / 2 + t / 2));
NO_DIM(t * (1ll << 40) * (1ll << 40));
NO_DIM(n * (1ll << 61));

// Outside of a function: k * symbol + c.
EXPECT_TYPE("f32[2*seq+1]", zeros(g, f32, {2 * T + 1}));
EXPECT_TYPE("f32[seq]", zeros(g, f32, {(2 * T) / 2}));
EXPECT_ERROR("E011 full", zeros(g, f32, {T / 2}));
EXPECT_ERROR("E011 full", zeros(g, f32, {U / 4}));
EXPECT_ERROR("E011 full", zeros(g, f32, {B + T}));
EXPECT_ERROR("E011 full", zeros(g, f32, {T * T}));
EXPECT_TYPE("f32[seq/2]", zeros(g, f32, {g.dim(T) / 2}));

// == is the normal form, and may steer a build-time if.
constexpr bool equality() {
  graph g;
  auto x = g.input("x", f32, {B, T, 2 * T + 1, 12});
  return x.dim(2) == 2 * x.dim(1) + 1 && x.dim(2) / 2 == T && !(x.dim(0) == x.dim(1)) &&
         x.dim(-1) == 12 && !(x.dim(1) == 12) && 2 * T + 1 == T + 1 + T;
}
static_assert(equality());

// Intervals. `x.dim(1)` is 8 to 64, of which a multiple of 8.
constexpr bool range_is(std::int64_t min, std::int64_t max, dim (*f)(dim, dim)) {
  graph g;
  auto x =
      g.input("x", f32,
              {dyn("n", {.min = 3, .max = 7}), dyn("m", {.min = 5, .max = 70, .multiple_of = 8})});
  std::int64_t code = 0;
  if (g.enter(f(x.dim(0), x.dim(1)), code) != dim::fault::none)
    return false;
  auto r = g.dims.range(code);
  return r.min == min && r.max == max;
}
static_assert(range_is(3, 7, [](dim n, dim) { return n; }));
static_assert(range_is(8, 64, [](dim, dim m) { return m; }));
static_assert(range_is(1, 3, [](dim n, dim) { return n / 2; }));
static_assert(range_is(1, 61, [](dim n, dim m) { return m - n; }));
static_assert(range_is(24, 448, [](dim n, dim m) { return m * n; }));
static_assert(range_is(-7, -3, [](dim n, dim) { return 0 - n; }));
static_assert(range_is(2, 4, [](dim n, dim) { return n - n / 2; }));
static_assert(range_is(0, 1, [](dim n, dim) { return n % 2; }));
static_assert(range_is(0, 4, [](dim n, dim) { return n % 5; }));

// The smallest .min with which a size condition holds.
constexpr std::int64_t smallest(std::int64_t wanted, dim (*f)(dim)) {
  graph g;
  std::int64_t code = 0;
  if (g.enter(f(g.dim(dyn("n", {.max = 1000, .multiple_of = 4}))), code) != dim::fault::none)
    return -2;
  int symbol = g.dims.only_symbol(code);
  return symbol < 0 ? -2 : g.dims.smallest_size(code, symbol, wanted);
}
static_assert(smallest(0, [](dim n) { return n - 7; }) == 8);
static_assert(smallest(3, [](dim n) { return n / 8 + 1; }) == 16);
static_assert(smallest(0, [](dim n) { return n - 1001; }) == -1);

// Symbols: one name has one pair of bounds, and a name of its own.
EXPECT_ERROR("E108 dim", in(f32, {3}).dim(1));

#define SYMBOL_ERROR(number, ...)                                                                  \
  static_assert([] {                                                                               \
    graph g;                                                                                       \
    g.input("x", f32, {B});                                                                        \
    g.input("y", f32, {__VA_ARGS__});                                                              \
    return g.log.errors == 1 && g.log.diags[0].code == number;                                     \
  }())
SYMBOL_ERROR(9, dyn("batch", {.max = 8}));
SYMBOL_ERROR(9, dyn("batch") + dyn("batch", {.max = 8}));
SYMBOL_ERROR(5, dyn("x"));
SYMBOL_ERROR(4, dyn("for"));
SYMBOL_ERROR(4, dyn("3d"));
SYMBOL_ERROR(4, dyn("head"));
SYMBOL_ERROR(10, dyn("n", {.min = -1}));
SYMBOL_ERROR(10, dyn("n", {.min = 5, .max = 4}));
SYMBOL_ERROR(10, dyn("n", {.max = 1ll << 31}));
SYMBOL_ERROR(10, dyn("n", {.multiple_of = 0}));
SYMBOL_ERROR(10, dyn("n", {.min = 9, .max = 15, .multiple_of = 8}));
