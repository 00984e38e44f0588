// Which (query, key) pairs attention uses, and what happens to their scores: values made from traced
// lambdas, combined with && || !, and shorthands for those that many models use.
#pragma once
#include "trace.h"

#include <concepts>

namespace hac {

namespace traced {

// Numbers of the variables, as blob_format.h fixes them.
enum mask_variable : unsigned { mask_batch, mask_head, mask_query, mask_key, mask_variables };
enum score_variable : unsigned {
  score_itself,
  score_batch,
  score_head,
  score_query,
  score_key,
  score_variables
};

// A tensor can be called, too (that is how it is read), but is no function.
template <class F, class... A>
concept traceable = !std::convertible_to<F, Tensor> && requires(const F &f, A... a) {
  { f(a...) } -> std::convertible_to<value>;
};
template <class F>
concept mask_function = traceable<F, value, value> || traceable<F, value, value, value> ||
                        traceable<F, value, value, value, value>;
template <class F>
concept score_function =
    traceable<F, value> || traceable<F, value, value, value> ||
    traceable<F, value, value, value, value> || traceable<F, value, value, value, value, value>;

} // namespace traced

/// Which (query, key) pairs exist. A lambda (q, k), (h, q, k) or (b, h, q, k) that returns bool:
/// positions of query and key, head of the whole op, batch row. An empty mask keeps every pair.
///
///     constexpr mask local = [](auto q, auto k) { return k <= q && q - k < 64; };
///
/// What attention reports about it: E002 E023 E408 E411 E412 E415 E901 E903 E904 E905
struct mask {
  traced::tape tape{};
  bool set = false;
  const char *name = "none"; // for messages: which shorthand it is

  constexpr mask() = default;
  template <traced::mask_function F> constexpr mask(F f, const char *name = "custom") {
    using traced::value;
    set = true;
    this->name = name;
    for (unsigned i = 0; i < traced::mask_variables; i++)
      tape.add_variable(traced::tape_kind::integer);
    auto variable = [&](unsigned number) { return traced::detail::variable(tape, number); };
    value b = variable(traced::mask_batch), h = variable(traced::mask_head),
          q = variable(traced::mask_query), k = variable(traced::mask_key);
    value result;
    if constexpr (traced::traceable<F, value, value>)
      result = f(q, k);
    else if constexpr (traced::traceable<F, value, value, value>)
      result = f(h, q, k);
    else
      result = f(b, h, q, k);
    tape.result = result.on_tape(tape);
    tape.result_kind = result.kind;
    if (!result.is_bool())
      tape.fail({.code = 408});
  }
};

/// What becomes of a score before softmax. A lambda (s), (s, q, k), (s, h, q, k) or (s, b, h, q, k)
/// that returns a number; s is scale * query * key.
///
/// What attention reports about it: E002 E023 E107 E409 E411 E412 E415 E901 E903 E904 E905
struct score {
  traced::tape tape{};
  bool set = false;
  Tensor per_head{}; // its first axis must be the heads of the whole op

  constexpr score() = default;
  template <traced::score_function F> constexpr score(F f) {
    using traced::value;
    set = true;
    tape.add_variable(traced::tape_kind::real);
    for (unsigned i = 1; i < traced::score_variables; i++)
      tape.add_variable(traced::tape_kind::integer);
    auto variable = [&](unsigned number) { return traced::detail::variable(tape, number); };
    value s = variable(traced::score_itself), b = variable(traced::score_batch),
          h = variable(traced::score_head), q = variable(traced::score_query),
          k = variable(traced::score_key);
    value result;
    if constexpr (traced::traceable<F, value>)
      result = f(s);
    else if constexpr (traced::traceable<F, value, value, value>)
      result = f(s, q, k);
    else if constexpr (traced::traceable<F, value, value, value, value>)
      result = f(s, h, q, k);
    else
      result = f(s, b, h, q, k);
    tape.result = result.on_tape(tape);
    tape.result_kind = result.kind;
    if (result.is_bool())
      tape.fail({.code = 409});
    traced::make_real(tape);
  }
};

namespace detail {

/// a `op` b on one tape: the steps of b follow those of a, without its variables.
constexpr mask join(const mask &a, const mask &b, traced::tape_op op) {
  using traced::tape_op;
  mask joined = a;
  traced::tape &t = joined.tape;
  joined.name = "combined";
  if (b.tape.problem.code)
    t.fail(b.tape.problem);
  constexpr unsigned variables = traced::mask_variables;
  unsigned moved_to[blob::max_tape_ops]{}; // register of b -> register of `joined`
  for (unsigned i = 0; i < b.tape.size; i++) {
    const traced::tape::step &s = b.tape.steps[i];
    if (i < variables) {
      moved_to[i] = i;
      continue;
    }
    std::uint64_t constant = s.constant;
    if (s.op() == tape_op::ld)
      constant = t.slot_of(b.tape.reads[constant]);
    moved_to[i] = t.append(s.op(), s.kind(), constant, moved_to[s.reg(0)], moved_to[s.reg(1)],
                           moved_to[s.reg(2)], moved_to[s.reg(3)], s.count());
  }
  t.result = t.append(op, traced::tape_kind::boolean, 0, a.tape.result, moved_to[b.tape.result]);
  return joined;
}

} // namespace detail

/// An empty mask is neutral: nothing && m is m. So is it for ||, where "every pair" stays empty.
constexpr mask operator&&(const mask &a, const mask &b) {
  return !a.set ? b : !b.set ? a : detail::join(a, b, traced::tape_op::land);
}
constexpr mask operator||(const mask &a, const mask &b) {
  return !a.set || !b.set ? mask{} : detail::join(a, b, traced::tape_op::lor);
}
constexpr mask operator!(const mask &a) {
  if (!a.set)
    return mask([](auto, auto) { return false; }, "nothing");
  mask inverse = a;
  inverse.name = "combined";
  inverse.tape.result =
      inverse.tape.append(traced::tape_op::lnot, traced::tape_kind::boolean, 0, a.tape.result);
  return inverse;
}

/// A query sees the keys up to its own position.
constexpr mask causal() {
  return mask([](auto q, auto k) { return k <= q; }, "causal");
}
/// A query sees `left` keys before and `right` keys after its own position, itself included.
/// A causal sliding window of W keys is window(W - 1, 0).
constexpr mask window(int left, int right) {
  return mask([=](auto q, auto k) { return q - k <= left && k - q <= right; }, "window");
}
constexpr mask window(int both) { return window(both, both); }
/// The first n keys see each other, the rest is causal (prefix language models).
constexpr mask prefix(int n) {
  return mask([=](auto q, auto k) { return k < n || k <= q; }, "prefix");
}
/// n: integer [batch]
constexpr mask prefix(Tensor n) {
  return mask([=](auto b, auto, auto q, auto k) { return k < n(b) || k <= q; }, "prefix");
}
/// The first n keys, which every query may see.  Example: window(64, 0) || sinks(4)
constexpr mask sinks(int n) {
  return mask([=](auto, auto k) { return k < n; }, "sinks");
}
/// For a cache of `size` keys in which key p lies in slot p % size, over key p - size: a query sees
/// the last `size` keys up to its own. One query a call: another one's key takes the slot of a key
/// that the first has to see. A causal sliding window of W keys is a ring of W slots.
constexpr mask ring(int size) {
  return mask([=](auto q, auto k) { return (q - k) % size <= q; }, "ring");
}
/// Every step-th key, counted from the query.
constexpr mask dilated(int step) {
  return mask([=](auto q, auto k) { return (q - k) % step == 0; }, "dilated");
}
/// Query and key stand in the same block of n.
constexpr mask block(int n) {
  return mask([=](auto q, auto k) { return q / n == k / n; }, "block");
}
/// The same, for positions that count the cells of a grid row by row: blocks of by x bx cells.
constexpr mask block2d(int width, int by, int bx) {
  return mask(
      [=](auto q, auto k) {
        return (q / width) / by == (k / width) / by && (q % width) / bx == (k % width) / bx;
      },
      "block2d");
}
/// Cells of a grid at most dy rows and dx columns away.
constexpr mask window2d(int width, int dy, int dx) {
  return mask(
      [=](auto q, auto k) {
        return abs(q / width - k / width) <= dy && abs(q % width - k % width) <= dx;
      },
      "window2d");
}
/// Several documents in one row of the batch: a token sees those of its own document.
/// seg: integer [batch, seq]
constexpr mask documents(Tensor seg) {
  return mask([=](auto b, auto, auto q, auto k) { return seg(b, q) == seg(b, k); }, "documents");
}
constexpr mask documents(Tensor qseg, Tensor kseg) {
  return mask([=](auto b, auto, auto q, auto k) { return qseg(b, q) == kseg(b, k); }, "documents");
}
/// The first n[b] keys of each row exist, what follows is padding. n: integer [batch]
constexpr mask lengths(Tensor n) {
  return mask([=](auto b, auto, auto, auto k) { return k < n(b); }, "lengths");
}

/// Scores fall with distance, by another slope in each head (Press et al. 2022).
/// heads: those of the whole op, a power of two (E107)
constexpr score alibi(int heads) {
  score s([=](auto s, auto h, auto q, auto k) {
    return s - exp2(-8.0 * (h + 1) / double(heads)) * abs(q - k);
  });
  if (heads < 1 || (heads & (heads - 1)))
    s.tape.fail({.code = 107, .got = heads});
  return s;
}
/// A learned bias for each head and each distance up to r; beyond, that of r. table: [heads, 2r + 1]
/// r >= 0 and the table's shape: E107, reported by attention
constexpr score rel_bias(Tensor table, int r) {
  score s([=](auto s, auto h, auto q, auto k) { return s + table(h, k - q + r); });
  if (table.usable() && table.rank() == 2 && (r < 0 || table.shape()[1] != 2 * std::int64_t(r) + 1))
    s.tape.fail({.code = 107, .got = r, .tensor = table});
  s.per_head = table;
  return s;
}
/// Scores stay within -c and c.
constexpr score soft_cap(double c) {
  return score([=](auto s) { return c * tanh(s / c); });
}

} // namespace hac
