// Traced lambdas: what stands on the tape, and what masks and scores are made of.
#include "../expect.h"
using namespace hac;
using namespace hac::test;
#pragma clang diagnostic ignored "-Wunused-parameter" // a lambda's arity chooses its variables
using traced::tape_kind;
using traced::tape_op;

/// "sub r2 r3": a step as a test writes it. Unused registers are 0.
struct step {
  tape_op op;
  tape_kind kind;
  unsigned a = 0, b = 0, c = 0;
  std::int64_t constant = 0;
};
inline constexpr tape_kind I = tape_kind::integer, R = tape_kind::real, L = tape_kind::boolean;

/// Do the steps after the variables, and the result, stand on the tape?
constexpr bool is_tape(const traced::tape &t, std::initializer_list<step> steps, unsigned result) {
  if (t.problem.code || t.size != t.variables + steps.size() || t.result != result)
    return false;
  unsigned i = t.variables;
  for (const step &s : steps) {
    const traced::tape::step &on = t.steps[i++];
    if (on.op() != s.op || on.kind() != s.kind || on.reg(0) != s.a || on.reg(1) != s.b ||
        on.reg(2) != s.c || (std::int64_t)on.constant != s.constant)
      return false;
  }
  return true;
}
constexpr std::int64_t bits(double v) { return __builtin_bit_cast(std::int64_t, v); }

// Variables: batch row r0, head r1, query r2, key r3.
constexpr mask local = [](auto q, auto k) { return k <= q && q - k < 64; };
static_assert(is_tape(local.tape,
                      {{tape_op::le, L, 3, 2},
                       {tape_op::sub, I, 2, 3},
                       {tape_op::ci, I, 0, 0, 0, 64},
                       {tape_op::lt, L, 5, 6},
                       {tape_op::land, L, 4, 7}},
                      8));
static_assert(is_tape(causal().tape, {{tape_op::le, L, 3, 2}}, 4));
static_assert(is_tape(mask([](auto h, auto q, auto k) { return h < q; }).tape,
                      {{tape_op::lt, L, 1, 2}}, 4));
static_assert(is_tape(mask([](auto b, auto, auto, auto k) { return b != k; }).tape,
                      {{tape_op::ne, L, 0, 3}}, 4));
static_assert(local.tape.variables == 4 && local.tape.result_kind == L);

// Shorthands are their expressions.
static_assert(is_tape(window(3, 1).tape,
                      {{tape_op::sub, I, 2, 3},
                       {tape_op::ci, I, 0, 0, 0, 3},
                       {tape_op::le, L, 4, 5},
                       {tape_op::sub, I, 3, 2},
                       {tape_op::ci, I, 0, 0, 0, 1},
                       {tape_op::le, L, 7, 8},
                       {tape_op::land, L, 6, 9}},
                      10));
static_assert(is_tape(sinks(4).tape, {{tape_op::ci, I, 0, 0, 0, 4}, {tape_op::lt, L, 3, 4}}, 5));
static_assert(is_tape(prefix(4).tape,
                      {{tape_op::ci, I, 0, 0, 0, 4},
                       {tape_op::lt, L, 3, 4},
                       {tape_op::le, L, 3, 2},
                       {tape_op::lor, L, 5, 6}},
                      7));
static_assert(is_tape(ring(8).tape,
                      {{tape_op::sub, I, 2, 3},
                       {tape_op::ci, I, 0, 0, 0, 8},
                       {tape_op::mod, I, 4, 5},
                       {tape_op::le, L, 6, 2}},
                      7));
static_assert(is_tape(dilated(3).tape,
                      {{tape_op::sub, I, 2, 3},
                       {tape_op::ci, I, 0, 0, 0, 3},
                       {tape_op::mod, I, 4, 5},
                       {tape_op::ci, I, 0, 0, 0, 0},
                       {tape_op::eq, L, 6, 7}},
                      8));
static_assert(is_tape(block(16).tape,
                      {{tape_op::ci, I, 0, 0, 0, 16},
                       {tape_op::div, I, 2, 4},
                       {tape_op::ci, I, 0, 0, 0, 16},
                       {tape_op::div, I, 3, 6},
                       {tape_op::eq, L, 5, 7}},
                      8));
static_assert(block2d(56, 7, 7).tape.problem.code == 0 && window2d(56, 3, 3).tape.problem.code == 0);
static_assert(view(window(3).name) == "window" && view(window2d(56, 3, 3).name) == "window2d");

// Combination: the right tape follows the left one, its registers moved, variables shared.
static_assert(is_tape((causal() && sinks(4)).tape,
                      {{tape_op::le, L, 3, 2},
                       {tape_op::ci, I, 0, 0, 0, 4},
                       {tape_op::lt, L, 3, 5},
                       {tape_op::land, L, 4, 6}},
                      7));
static_assert(is_tape((causal() || sinks(4)).tape,
                      {{tape_op::le, L, 3, 2},
                       {tape_op::ci, I, 0, 0, 0, 4},
                       {tape_op::lt, L, 3, 5},
                       {tape_op::lor, L, 4, 6}},
                      7));
static_assert(is_tape((!causal()).tape, {{tape_op::le, L, 3, 2}, {tape_op::lnot, L, 4}}, 5));
static_assert((mask{} && causal()).tape.size == 5 && (causal() && mask{}).tape.size == 5);
static_assert(!(mask{} || causal()).set && !(mask{} && mask{}).set); // every pair
static_assert((!mask{}).set);                                      // no pair
static_assert(view((causal() && sinks(4)).name) == "combined");
static_assert((dilated(0) && causal()).tape.problem.code == 903);
static_assert((causal() || dilated(0)).tape.problem.code == 903);

// Scores: variables s r0, b r1, h r2, q r3, k r4. The result is real.
static_assert(is_tape(soft_cap(30).tape,
                      {{tape_op::cf, R, 0, 0, 0, bits(30)},
                       {tape_op::div, R, 0, 5},
                       {tape_op::tanh, R, 6},
                       {tape_op::cf, R, 0, 0, 0, bits(30)},
                       {tape_op::mul, R, 8, 7}},
                      9));
static_assert(is_tape(alibi(8).tape,
                      {{tape_op::ci, I, 0, 0, 0, 1},
                       {tape_op::add, I, 2, 5},
                       {tape_op::cf, R, 0, 0, 0, bits(-8)},
                       {tape_op::mul, R, 7, 6},
                       {tape_op::cf, R, 0, 0, 0, bits(8)},
                       {tape_op::div, R, 8, 9},
                       {tape_op::exp2, R, 10},
                       {tape_op::sub, I, 3, 4},
                       {tape_op::abs, I, 12},
                       {tape_op::mul, R, 11, 13},
                       {tape_op::sub, R, 0, 14}},
                      15));
static_assert(alibi(12).tape.problem.code == 107 && alibi(0).tape.problem.code == 107);
static_assert(is_tape(score([](auto s, auto q, auto k) { return k - q; }).tape,
                      {{tape_op::sub, I, 4, 3},
                       {tape_op::cf, R, 0, 0, 0, bits(1)},
                       {tape_op::mul, R, 5, 6}},
                      7));
static_assert(score([](auto s) { return s > 0; }).tape.problem.code == 409);

// Mixed operands are real, comparisons bool, functions real but for abs.
static_assert(is_tape(traced::of([](auto a, auto b) { return abs(a) * b; }, {I, R}),
                      {{tape_op::abs, I, 0}, {tape_op::mul, R, 2, 1}}, 3));
static_assert(is_tape(traced::of([](auto a) { return floor(a); }, {I}), {{tape_op::floor, R, 0}}, 1));
static_assert(is_tape(traced::of([](auto a) { return pow(a, 2); }, {I}),
                      {{tape_op::ci, I, 0, 0, 0, 2}, {tape_op::pow, R, 0, 1}}, 2));
static_assert(is_tape(traced::of([](auto a, auto b) { return where(a < b, max(a, b), -a); }, {I, I}),
                      {{tape_op::lt, L, 0, 1},
                       {tape_op::max, I, 0, 1},
                       {tape_op::neg, I, 0},
                       {tape_op::sel, I, 2, 3, 4}},
                      5));
// A bool constant is a comparison: tapes have no other.
static_assert(is_tape(mask([](auto, auto) { return true; }).tape,
                      {{tape_op::ci, I, 0, 0, 0, 1},
                       {tape_op::ci, I, 0, 0, 0, 0},
                       {tape_op::ne, L, 4, 5}},
                      6));

// Words of section TAPE: {operations, variables, reads, result, kind, first read}, then the steps.
static_assert([] {
  traced::tape_words w = traced::write(causal().tape, 5);
  return w.count == 11 && w.words[0] == (5ull | 4ull << 8 | 4ull << 24 | 2ull << 32 | 5ull << 40) &&
         w.words[1] == 0 && w.words[8] == 3 && w.words[10] == 0 &&
         w.words[9] == ((std::uint64_t)tape_op::le | 2ull << 8 | 3ull << 16 | 2ull << 24);
}());

// Reading tensors.
constexpr int code_of_score(auto make) {
  graph g;
  Tensor table = g.input("table", f32, {8, 5}), seg = g.input("seg", i32, {2, 7}),
         flags = g.input("flags", boolean, {7}), deep = g.input("deep", f32, {1, 2, 3, 4, 5}),
         whole = g.input("whole", f32, {}), unbound{}, bad = relu(seg);
  return score(make(table, seg, flags, deep, whole, unbound, bad)).tape.problem.code;
}
#define SCORE_CODE(...)                                                                            \
  code_of_score([](Tensor table, Tensor seg, Tensor flags, Tensor deep, Tensor whole, Tensor unbound, \
                   Tensor bad) {                                                                   \
    return [=]([[maybe_unused]] auto s, [[maybe_unused]] auto b, [[maybe_unused]] auto h,          \
               [[maybe_unused]] auto q, [[maybe_unused]] auto k) { return __VA_ARGS__; };          \
  })
static_assert(SCORE_CODE(s + table(h, k - q + 2)) == 0);
static_assert(SCORE_CODE(s + table(h, 0) * seg(b, q)) == 0);
static_assert(SCORE_CODE(where(flags(k), s, 0)) == 0);
static_assert(SCORE_CODE(s * table(0, 1)) == 0); // joins the tape where it meets s
static_assert(SCORE_CODE(table(0, 1)) == 0);
static_assert(SCORE_CODE(s + table(seg(b, q), seg(b, k))) == 0);
static_assert(SCORE_CODE(s + table(h)) == 412);
static_assert(SCORE_CODE(s + table(0)) == 412);
static_assert(SCORE_CODE(s + deep(b, h, q, k, 0)) == 412); // more than 4 indices
static_assert(SCORE_CODE(s + table(h, s)) == 411);
static_assert(SCORE_CODE(s + table(h, q < k)) == 411);
static_assert(SCORE_CODE(s + table(0, 0.5)) == 411);
static_assert(SCORE_CODE(s + flags(k)) == 904);
static_assert(SCORE_CODE(flags(k)) == 409);
static_assert(SCORE_CODE(s * (table(0, 1) + table(0, 2))) == 901); // no variable in the sum
static_assert(SCORE_CODE(s + table(h, seg(0, 0))) == 0);
static_assert(SCORE_CODE(s + table(0, seg(0, 0))) == 901);
static_assert(SCORE_CODE(s + unbound(q)) == 2);
static_assert(SCORE_CODE(s + unbound(0)) == 2);
static_assert(SCORE_CODE(s + bad(q)) == traced::fault::poison);
static_assert(SCORE_CODE(s * whole()) == 0);
static_assert(SCORE_CODE(s * whole(0)) == 412);
static_assert(SCORE_CODE(s + table()) == 412);
static_assert(SCORE_CODE(s + whole() * 2) == 901);

// A tensor is read through one slot, however often; combined masks share it.
static_assert([] {
  graph g;
  Tensor seg = g.input("seg", i32, {2, 7}), n = g.input("n", i32, {2});
  mask m = documents(seg) && lengths(n) && documents(seg);
  return m.tape.problem.code == 0 && m.tape.read_count == 2 && m.tape.reads[0].id == seg.id &&
         m.tape.reads[1].id == n.id;
}());

// A value of an outer lambda has no place on the tape of an inner one.
static_assert([] {
  int inner = 0;
  mask outer([&](auto q, auto k) {
    inner = mask([=](auto i, auto j) { return i < q; }).tape.problem.code;
    return k <= q;
  });
  return inner == 901 && outer.tape.problem.code == 0;
}());

// 64 steps fit, the next does not; a combination may be too long, too.
constexpr mask long_mask(int sums) {
  return mask([=](auto q, auto k) {
    auto s = q;
    for (int i = 0; i < sums; i++)
      s = s + k;
    return s < k;
  });
}
static_assert(long_mask(59).tape.problem.code == 0 && long_mask(59).tape.size == 64);
static_assert(long_mask(60).tape.problem.code == 23);
static_assert((long_mask(29) && long_mask(29)).tape.problem.code == 23);

// map and reduce.
EXPECT_TYPE("f32[batch, seq, 64]", map([](auto a, auto b) { return a * tanh(b); },
                                       in(f32, {B, T, 64}), in(f32, {64})));
EXPECT_TYPE("bf16[batch, 64]", map([](auto a, auto i) { return a + i; }, in(bf16, {B, 64}), in(i32, {64})));
EXPECT_TYPE("i64[batch]", map([](auto a, auto f) { return where(f > 0, a, -a); }, in(i64, {B}), in(f32, {B})));
EXPECT_TYPE("bool[batch]", map([](auto a) { return a > 0.5; }, in(f32, {B})));
EXPECT_TYPE("i32[batch]", map([](auto a) { return where(a, 1, 0); }, in(boolean, {B})));
EXPECT_TYPE("f32[batch]", map([](auto a) { return where(a, 1.0, 0); }, in(boolean, {B})));
EXPECT_TYPE("f32[batch]", map([](auto a) { return sqrt(a); }, in(i32, {B})));
EXPECT_TYPE("f16[seq, 8]", map([](auto a, auto b, auto c, auto d, auto e, auto f, auto g, auto h) {
                                 return a + b + c + d + e + f + g + h;
                               },
                               in(f16, {T, 8}), in(i32, {8}), in(i32, {}), in(i32, {1}), in(i32, {8}),
                               in(i32, {8}), in(i32, {8}), in(i32, {8})));
EXPECT_ERROR("E102 map", map([](auto a, auto b) { return a + b; }, in(i32, {B}), in(i64, {B})));
EXPECT_TYPE("bool[batch]", map([](auto a, auto b) { return a < b; }, in(i32, {B}), in(i64, {B})));
EXPECT_TYPE("f32[batch, 64]", reduce([](auto a, auto b) { return max(a, b); }, -1e30, in(f32, {B, T, 64}), 1));
EXPECT_TYPE("bf16[batch, 1, 1]", reduce([](auto a, auto b) { return a + b; }, 0, in(bf16, {B, T, 64}), {1, -1}, true));
EXPECT_TYPE("f32[]", reduce([](auto a, auto b) { return a + b; }, 0, in(f32, {B, T})));
