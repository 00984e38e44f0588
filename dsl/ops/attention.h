// Attention: splitting and merging heads, attention with masks and scores per head group, rotary
// positions. Masks and scores are made in graph/mask.h.
#pragma once
#include "../graph/mask.h"
#include "../graph/numeric.h"
#include "check.h"
#include "lambda.h"

namespace hac {

/// One group of query heads, which share a mask and a score function.
struct heads {
  int count = 0;
  hac::mask mask{};
  hac::score score{};
};

/// The head groups of one attention, in order. A mask alone, or nothing, is one group of all heads.
struct head_groups {
  static constexpr int most = blob::max_groups;
  heads group[most]{};
  int size = 0; // also counts groups beyond `most`: E415
  bool whole = true; // one group of all heads, whatever their number

  constexpr head_groups() : size(1) {}
  constexpr head_groups(std::initializer_list<heads> groups) : whole(false) {
    for (const heads &h : groups) {
      if (size < most)
        group[size] = h;
      size++;
    }
  }
  constexpr head_groups(const mask &m) : size(1) { group[0].mask = m; }
  template <traced::mask_function F> constexpr head_groups(F f) : head_groups(mask(f)) {}

  /// Heads in all groups; 0 if there is one group of all heads.
  constexpr int heads_in_all() const {
    int sum = 0;
    for (int i = 0; i < size && i < most && !whole; i++)
      sum += group[i].count;
    return sum;
  }
};

struct attention_options {
  double scale = __builtin_nan(""); // left out: 1 / sqrt(head size)
  double dropout = 0;
  Tensor q_start{};
  Tensor sink_logit{};
};

struct attention_result {
  Tensor out, weights;
};

namespace detail {

/// The checks and the node of attention and attention_weights.
class attention_builder {
public:
  constexpr attention_builder(const char *name, Tensor q, Tensor k, Tensor v,
                              const head_groups &groups, const attention_options &options, loc at)
      : c(name, at, {q, k, v}, {options.q_start, options.sink_logit}), q(q), k(k), v(v),
        groups(groups), options(options) {}

  /// `for_all` is and-ed into the mask of every group.
  constexpr attention_result build(op opcode, const mask &for_all) {
    attention_result poison{c.poison(), c.poison()};
    if (!c || !check_operands() || !check_groups(for_all) || !check_options() || !check_reads())
      return poison;
    shape out = q.shape();
    out[3] = v.shape()[3];
    node_ref node = c.result(opcode, q.type(), out, {operands, (std::size_t)operand_count});
    if (!node.made())
      return poison;
    attention_result result{node, {}};
    if (opcode == op::attention_weights) {
      shape weights = q.shape();
      weights[3] = k.shape()[2];
      result.weights = node.result(q.type(), weights, c.name, c.at);
    }
    add_attributes(node);
    return result;
  }

private:
  checker c;
  Tensor q, k, v;
  const head_groups &groups;
  const attention_options &options;

  static constexpr int most_operands = 5 + 2 * blob::max_groups * blob::max_tape_reads;
  Tensor operands[most_operands]{};
  int operand_count = 0;
  mask masks[head_groups::most]{};
  int mask_read[head_groups::most]{}, score_read[head_groups::most]{}; // first operand read

  /// "[batch, heads, length, head size]", same types, sizes that fit.
  constexpr bool check_operands() {
    if (!c.floating(q) || !c.same_type(q, k) || !c.same_type(q, v))
      return false;
    for (Tensor x : {q, k, v})
      if (x.rank() != 4) {
        c.no(401, "needs [batch, heads, length, head size], got ", x);
        return c.note("split_heads(x, heads) makes it from [batch, seq, channels]");
      }
    shape a = q.shape(), b = k.shape(), d = v.shape();
    if (a[3] != b[3] || c.g->dims.symbolic(a[3])) {
      c.no(402, "the head sizes of query ", q, " and key ", k, " must be one constant: ",
           dim_text{a[3]}, " against ", dim_text{b[3]});
      return came_from_operands(true, false);
    }
    if (b[2] != d[2]) {
      c.no(403, "the lengths of key ", k, " and value ", v, " differ: ", dim_text{b[2]}, " against ",
           dim_text{d[2]});
      c.prove_note(b[2], d[2]);
      return came_from_operands(false, true);
    }
    if (a[0] != b[0] || b[0] != d[0]) {
      c.no(404, "the batch sizes differ: query ", q, ", key ", k, ", value ", v);
      c.prove_note(a[0], a[0] != b[0] ? b[0] : d[0]);
      return came_from_operands(true, true);
    }
    bool constant = !c.g->dims.symbolic(a[1]) && !c.g->dims.symbolic(b[1]);
    if (!constant || b[1] != d[1] || b[1] < 1 || a[1] % b[1]) {
      c.no(405, "the heads of query ", q, " must be a constant multiple of those of key ", k,
           " and value ", v, ": ", dim_text{a[1]}, ", ", dim_text{b[1]}, ", ", dim_text{d[1]});
      return came_from_operands(true, true);
    }
    return true;
  }
  constexpr bool came_from_operands(bool query, bool value) {
    if (query)
      c.came_from("the query", q);
    c.came_from("the key", k);
    if (value)
      c.came_from("the value", v);
    return false;
  }

  constexpr bool check_groups(const mask &for_all) {
    if (groups.size > head_groups::most)
      return c.no(415, groups.size, " head groups, at most ", head_groups::most, " are possible");
    std::int64_t heads_of_query = q.shape()[1];
    for (int i = 0; i < groups.size && !groups.whole; i++)
      if (groups.group[i].count < 1)
        return c.no(107, "the count of head group ", i, " is ", groups.group[i].count,
                    ", allowed is 1 to ", heads_of_query);
    if (!groups.whole && groups.heads_in_all() != heads_of_query) {
      c.no(406, "the head groups add up to ", groups.heads_in_all(), " heads, the query ", q,
           " has ", heads_of_query);
      return c.came_from("the query", q);
    }
    bool uses_positions = false;
    for (int i = 0; i < groups.size; i++) {
      const heads &h = groups.group[i];
      masks[i] = h.mask && for_all;
      if (!lambda_is_good(c, masks[i].tape, "the mask", group_number(i)) ||
          !lambda_is_good(c, h.score.tape, "the score", group_number(i)))
        return false;
      if (Tensor table = h.score.per_head; table.usable() && table.shape()[0] != heads_of_query) {
        c.no(107, "rel_bias: the table ", table, " has not one row for each of the ", heads_of_query,
             " heads of query ", q);
        return c.came_from("the table", table);
      }
      uses_positions = uses_positions || uses(masks[i].tape, traced::mask_query) ||
                       uses(h.score.tape, traced::score_query);
    }
    if (!uses_positions || q.shape()[2] == k.shape()[2] || options.q_start.bound())
      return true;
    c.no(410, "a mask or score uses the position of the query, but query ", q, " and key ", k,
         " may differ in length: ", dim_text{q.shape()[2]}, " against ", dim_text{k.shape()[2]});
    c.note("say at which key position the first query stands: {.q_start = position}, an integer "
           "tensor of rank 0 or [batch]");
    return came_from_operands(true, false);
  }
  constexpr int group_number(int i) const { return groups.size > 1 ? i : -1; }

  /// Does a step of the tape read this variable?
  static constexpr bool uses(const traced::tape &t, unsigned variable) {
    using traced::tape_op;
    for (unsigned i = t.variables; i < t.size; i++) {
      tape_op o = t.steps[i].op();
      unsigned registers = o == tape_op::ci || o == tape_op::cf ? 0
                           : o == tape_op::ld                   ? t.steps[i].count()
                           : o == tape_op::sel                  ? 3
                           : traced::is_unary(o)                ? 1
                                                                : 2;
      for (unsigned r = 0; r < registers; r++)
        if (t.steps[i].reg((int)r) == variable)
          return true;
    }
    return t.size && t.result == variable;
  }

  constexpr bool check_options() {
    if (Tensor start = options.q_start; start.bound()) {
      shape s = start.shape();
      if (!is_integer(start.type()) || s.rank > 1 || (s.rank == 1 && s[0] != q.shape()[0])) {
        c.no(413, "q_start must be an integer tensor of rank 0 or [", dim_text{q.shape()[0]}, "], got ",
             start);
        return c.came_from("q_start", start);
      }
    }
    if (Tensor sink = options.sink_logit; sink.bound()) {
      if (!c.same_type(q, sink))
        return false;
      if (sink.rank() != 1 || sink.shape()[0] != q.shape()[1]) {
        c.no(417, "sink_logit must be [", dim_text{q.shape()[1]}, "], one logit per head, got ", sink);
        return c.came_from("sink_logit", sink);
      }
    }
    if (!(options.dropout >= 0 && options.dropout < 1))
      return c.no(305, "the dropout probability must be at least 0 and less than 1, got ",
                  options.dropout);
    constexpr double huge = 1e300;
    if (options.scale > huge || options.scale < -huge)
      return c.no(107, "scale is ", options.scale, ", it must be finite");
    return true;
  }

  /// Appends the tensors that masks and scores read. Tapes that read the same tensors share them:
  /// a padding mask is in every group.
  constexpr bool check_reads() {
    for (Tensor x : {q, k, v, options.q_start, options.sink_logit})
      operands[operand_count++] = x;
    for (int i = 0; i < groups.size; i++) {
      mask_read[i] = place_reads(masks[i].tape);
      score_read[i] = place_reads(groups.group[i].score.tape);
    }
    constexpr int fixed = 5;
    if (operand_count == fixed)
      return true;
    Tensor all[most_operands]{q}; // q first: it says which graph is the right one
    for (int i = fixed; i < operand_count; i++)
      all[1 + i - fixed] = operands[i];
    checker reads(c.name, c.at,
                  checker::any_number{{all, (std::size_t)(1 + operand_count - fixed)}});
    return (bool)reads;
  }
  constexpr int place_reads(const traced::tape &t) {
    int count = (int)t.read_count;
    for (int first = 5; first + count <= operand_count; first++) {
      bool same = true;
      for (int i = 0; i < count; i++)
        same = same && operands[first + i].id == t.reads[i].id &&
               operands[first + i].g == t.reads[i].g;
      if (same)
        return first;
    }
    int first = operand_count;
    for (int i = 0; i < count; i++)
      operands[operand_count++] = t.reads[i];
    return first;
  }

  constexpr void add_attributes(node_ref node) {
    double default_scale = 1 / square_root((double)q.shape()[3]);
    node.attr("scale", options.scale == options.scale ? options.scale : default_scale)
        .attr("dropout", options.dropout);
    for (int i = 0; i < groups.size; i++)
      node.attr("counts", groups.whole ? q.shape()[1] : groups.group[i].count);
    for (int i = 0; i < groups.size; i++)
      add_tape(node, "masks", masks[i].tape, masks[i].set, mask_read[i]);
    for (int i = 0; i < groups.size; i++)
      add_tape(node, "scores", groups.group[i].score.tape, groups.group[i].score.set,
               score_read[i]);
    for (int i = 0; i < groups.size; i++)
      node.text("mask_names", masks[i].name);
  }
  static constexpr void add_tape(node_ref node, const char *key, const traced::tape &t, bool set,
                                 int first_read) {
    traced::tape_words w = set ? traced::write(t, (unsigned)first_read) : traced::tape_words{};
    node.tape(key, w.words, w.count);
  }
};

} // namespace detail

/// Attention of each query head over all keys that its mask leaves:
///     s = scale * q . k;  s = score(s, b, h, i, j);  masked pairs are dropped;
///     weights = softmax(s) over the keys;  dropout;  out = weights . v
/// A row with every key masked gives 0.
///
/// q       [B, H, Tq, D]  f32, f16 or bf16            example: [B, 8, seq, 32]
/// k       [B, G, Tk, D]  the type of q; G divides H           [B, 2, seq, 32]
/// v       [B, G, Tk, E]  the type of q                        [B, 2, seq, 32]
/// groups  a mask for all heads, or {{.count, .mask, .score}, ...}; left out: every pair
/// scale       left out: 1 / sqrt(D)
/// dropout     of the weights, in training functions only
/// q_start     integer, [] or [B]: the position of the first query; keys start at 0. Left out: 0,
///             which needs Tq and Tk to be equal if a mask or score uses the query's position
/// sink_logit  [H], the type of q: one more logit per head, in the denominator only
/// result  [B, H, Tq, E]  the type of q
///
/// E023 E408 E409 E411 E412 E901 E903 E904 E905  the masks and scores
/// E101  q has a floating-point type
/// E102  k, v and sink_logit have the type of q
/// E107  the count of a group is positive, scale is finite, the heads of alibi are a power of two,
///       the table of rel_bias is [H, 2r + 1]
/// E305  0 <= dropout < 1
/// E401  q, k and v have rank 4
/// E402  D is one constant
/// E403  k and v have one length
/// E404  q, k and v have one batch size
/// E405  G is the same for k and v and divides H; both are constants
/// E406  the groups add up to H heads
/// E410  q_start is given if it is needed
/// E413  q_start is an integer tensor, [] or [B]
/// E415  at most 8 groups, and at most 8 tensors read by one lambda
/// E417  sink_logit is [H]
///
/// Scores and softmax are computed in f32 whatever the type of q.
/// Source: Vaswani et al. 2017; grouped heads: Ainslie et al. 2023; sinks: OpenAI gpt-oss 2025.
constexpr Tensor attention(Tensor q, Tensor k, Tensor v, const head_groups &groups = {},
                           const attention_options &options = {}, loc at = loc::current()) {
  return detail::attention_builder("attention", q, k, v, groups, options, at)
      .build(op::attention, {})
      .out;
}

/// The same, and the weights: [B, H, Tq, Tk], 0 where masked. Numbers as for attention.
constexpr attention_result attention_weights(Tensor q, Tensor k, Tensor v,
                                             const head_groups &groups = {},
                                             const attention_options &options = {},
                                             loc at = loc::current()) {
  return detail::attention_builder("attention_weights", q, k, v, groups, options, at)
      .build(op::attention_weights, {});
}

/// [B, T, heads * d] -> [B, heads, T, d]; any element type.
///
/// E107  heads is positive
/// E109  x has rank 3
/// E407  heads divides the last dimension, which is a constant
constexpr Tensor split_heads(Tensor x, int heads, loc at = loc::current()) {
  checker c("split_heads", at, {x});
  if (!c || !c.rank(x, 3, 3, "[batch, seq, channels]") ||
      !c.option("heads", heads, 1, blob::max_symbol))
    return c.poison();
  shape s = x.shape(), split;
  std::int64_t channels = s[2];
  if (c.g->dims.symbolic(channels) || channels % heads) {
    c.no(407, heads, " heads do not divide the ", dim_text{channels}, " channels of ", x);
    if (!c.g->dims.symbolic(channels))
      c.note(channels, " = ", heads, " * ", channels / heads, " + ", channels % heads);
    c.came_from("the input", x);
    return c.poison();
  }
  for (std::int64_t d : {s[0], (std::int64_t)heads, s[1], channels / heads})
    split.push(d);
  return c.result(op::split_heads, x.type(), split).attr("heads", heads);
}

/// [B, heads, T, d] -> [B, T, heads * d]; any element type.
///
/// E109  x has rank 4
constexpr Tensor merge_heads(Tensor x, loc at = loc::current()) {
  checker c("merge_heads", at, {x});
  if (!c || !c.rank(x, 4, 4, "[batch, heads, length, head size]"))
    return c.poison();
  shape s = x.shape(), merged;
  for (std::int64_t d : {s[0], s[2], c.g->dims.mul(s[1], s[3])})
    merged.push(d);
  return c.result(op::merge_heads, x.type(), merged);
}

struct rope_options {
  double base = 10000;
  int dims = 0; // left out: the whole head
  bool interleaved = false;
  double scale = 1;
};

/// Rotary position embedding: turns pairs (x1, x2) of the first `dims` channels of each head by
///     angle(p, i) = scale * p * base^(-2 * i / dims),  i = 0 ... dims/2 - 1
///     (x1, x2) -> (x1 * cos - x2 * sin, x2 * cos + x1 * sin)
/// Pair i is channels (i, i + dims/2), or (2i, 2i + 1) if interleaved; channels beyond stay.
///
/// x          [B, H, T, D]  f32, f16 or bf16
/// positions  integer: [] (of the first row), [T] or [B, T]; left out: 0 ... T - 1
/// scale      multiplies positions; 1 / f stretches a context f times
/// result     [B, H, T, D]  the type of x
///
/// E101  x has a floating-point type
/// E107  base and scale are positive
/// E109  x has rank 4
/// E414  dims is even, at least 2 and at most D, which is a constant
/// E416  positions is an integer tensor of one of these shapes
///
/// Angles, sines and cosines are computed in double or as exactly as the tables of the runtime.
/// Source: Su et al. 2021; not interleaved is the order of Hugging Face, interleaved that of GPT-J.
constexpr Tensor rope(Tensor x, const rope_options &options = {}, Tensor positions = {},
                      loc at = loc::current()) {
  checker c("rope", at, {x}, {positions});
  if (!c || !c.floating(x) || !c.rank(x, 4, 4, "[batch, heads, length, head size]") ||
      !c.positive("base", options.base) || !c.positive("scale", options.scale))
    return c.poison();
  shape s = x.shape();
  std::int64_t head_size = s[3], dims = options.dims ? options.dims : head_size;
  if (c.g->dims.symbolic(head_size) || dims < 2 || dims % 2 || dims > head_size) {
    c.no(414, "the rotated size must be even and from 2 to the head size of ", x, ", got ",
         dim_text{dims});
    c.came_from("the input", x);
    return c.poison();
  }
  if (positions.bound()) {
    shape p = positions.shape();
    bool fits = is_integer(positions.type()) &&
                (p.rank == 0 || (p.rank == 1 && p[0] == s[2]) ||
                 (p.rank == 2 && p[0] == s[0] && p[1] == s[2]));
    if (!fits) {
      c.no(416, "positions must be an integer tensor [], [", dim_text{s[2]}, "] or [", dim_text{s[0]}, ", ",
           dim_text{s[2]}, "] for ", x, ", got ", positions);
      c.came_from("the positions", positions);
      return c.poison();
    }
  }
  return c.result(op::rope, x.type(), s)
      .attr("base", options.base)
      .attr("dims", dims)
      .attr("interleaved", options.interleaved)
      .attr("scale", options.scale);
}

} // namespace hac
