// Ops that put tensors together, cut them, and move or repeat elements along an axis.
#pragma once
#include "check.h"
#include "shape.h"

namespace hac {

// --- together ----------------------------------------------------------------------------------

/// Tensors one behind the other along an axis.
///
/// xs      [.., n_i, ..]        example: concat({x, y}), [B, T, 128] and [B, T, 64]
/// result  [.., sum n_i, ..]             [B, T, 192]
///
/// E102  one element type
/// E108  axis
/// E601  the shapes differ along the axis only; there is at least one tensor
constexpr Tensor concat(tensor_list xs, int axis = -1, loc at = loc::current()) {
  if (!xs.size())
    return {nullptr, Tensor::concat_of_nothing};
  checker c("concat", at, checker::any_number{xs});
  if (!c)
    return c.poison();
  Tensor front = xs[0];
  if (!c.axis(front, axis))
    return c.poison();
  shape s = front.shape();
  for (std::size_t k = 1; k < xs.size(); k++) {
    if (!c.same_type(front, xs[k]))
      return c.poison();
    shape other = xs[k].shape();
    bool fits = other.rank == s.rank;
    for (int i = 0; fits && i < s.rank; i++)
      if (i != axis && other[i] != s[i]) {
        fits = false;
        c.no(601, "the shapes differ outside axis ", axis, ": ", front, " and ", xs[k]);
        c.prove_note(s[i], other[i]);
      }
    if (other.rank != s.rank)
      c.no(601, "the ranks differ: ", front, " and ", xs[k]);
    if (!fits) {
      c.came_from("the tensor", xs[k]);
      return c.poison();
    }
    s[axis] = c.g->dims.add(s[axis], other[axis]);
  }
  return c.result(op::concat, front.type(), s, xs).attr("axis", axis);
}

/// Tensors of one type along a new axis.   two [B, 64] -> stack({x, y}, 1) is [B, 2, 64]
///
/// E108  axis, counted in the result
/// E601  all have one type and shape; there is at least one
constexpr Tensor stack(tensor_list xs, int axis = 0, loc at = loc::current()) {
  if (!xs.size())
    return {nullptr, Tensor::stack_of_nothing};
  checker c("stack", at, checker::any_number{xs});
  if (!c)
    return c.poison();
  Tensor front = xs[0];
  if (!c.rank_fits(front.rank() + 1) || !c.axis_of(front.rank() + 1, front, axis))
    return c.poison();
  for (Tensor x : xs)
    if (x.type() != front.type() || !(x.shape() == front.shape())) {
      c.no(601, "all tensors must have one type and shape: ", front, " and ", x);
      c.came_from("the tensor", x);
      return c.poison();
    }
  shape s = front.shape(), r = s.first(axis);
  r.push((std::int64_t)xs.size());
  for (int i = axis; i < s.rank; i++)
    r.push(s[i]);
  return c.result(op::stack, front.type(), r, xs).attr("axis", axis);
}

// --- apart -------------------------------------------------------------------------------------

namespace detail {

/// E603: the axis is made of `parts` equal ones.
constexpr bool check_parts(checker &c, Tensor x, int parts, int axis) {
  if (c.divisible(x.shape()[axis], parts))
    return true;
  c.no(603, parts, " equal parts do not make dimension ", axis, " of ", x);
  if (c.g->dims.symbolic(x.shape()[axis]))
    c.note("give the symbol .multiple_of = ", parts, " in dyn()");
  return c.came_from("the operand", x);
}

template <std::size_t N> constexpr tensors<N> all_poison(graph *g) {
  tensors<N> all;
  for (Tensor &x : all)
    x = {g, -1};
  return all;
}

template <std::size_t N>
constexpr tensors<N> cut(checker &c, Tensor x, const std::int64_t (&sizes)[N], int axis) {
  shape s = x.shape();
  s[axis] = sizes[0];
  tensors<N> parts = all_poison<N>(c.g);
  node_ref node = c.result(op::split, x.type(), s);
  if (!node.made())
    return parts;
  parts[0] = node;
  for (std::size_t i = 1; i < N; i++) {
    s[axis] = sizes[i];
    parts[i] = node.result(x.type(), s, c.name, c.at);
  }
  node.attr("axis", axis);
  for (std::int64_t size : sizes)
    node.size("sizes", size);
  return parts;
}

} // namespace detail

/// Parts of given sizes along an axis.   [B, 96] -> split(x, {32, 64}) is [B, 32] and [B, 64]
///
/// E108  axis
/// E603  no size is negative, together they are the axis
template <std::size_t N>
constexpr tensors<N> split(Tensor x, const dim (&sizes)[N], int axis = -1,
                           loc at = loc::current()) {
  checker c("split", at, {x});
  if (!c || !c.axis(x, axis))
    return detail::all_poison<N>(c.g);
  std::int64_t codes[N]{}, total = 0;
  for (std::size_t i = 0; i < N; i++) {
    if (!c.g->code_of(sizes[i], codes[i], c.name, at))
      return detail::all_poison<N>(c.g);
    if (!c.always_at_least(codes[i], 0)) {
      c.no(603, "part ", i, " can have a negative size: ", dim_text{codes[i]});
      return detail::all_poison<N>(c.g);
    }
    total = c.g->dims.add(total, codes[i]);
  }
  if (!c.g->dims_written(c.name, at))
    return detail::all_poison<N>(c.g);
  if (total != x.shape()[axis]) {
    c.no(603, "the sizes add up to ", dim_text{total}, ", dimension ", axis, " of ", x, " is ",
         dim_text{x.shape()[axis]});
    c.prove_note(total, x.shape()[axis]);
    return detail::all_poison<N>(c.g);
  }
  return detail::cut(c, x, codes, axis);
}

/// N equal parts along an axis.   [B, T, 96] -> auto [q, k, v] = chunk<3>(x) are [B, T, 32]
///
/// E108  axis
/// E603  N divides the axis for all allowed sizes
template <std::size_t N>
constexpr tensors<N> chunk(Tensor x, int axis = -1, loc at = loc::current()) {
  static_assert(N > 0, "chunk<N> needs at least one part");
  checker c("chunk", at, {x});
  if (!c || !c.axis(x, axis) || !detail::check_parts(c, x, (int)N, axis))
    return detail::all_poison<N>(c.g);
  std::int64_t codes[N]{}, part = c.g->dims.div(x.shape()[axis], N);
  for (std::int64_t &code : codes)
    code = part;
  return detail::cut(c, x, codes, axis);
}

/// The end of an axis, as the stop of a slice.
inline constexpr dim to_end = blob::max_dim;

namespace detail {

/// A position on an axis of `size`: a negative number counts from the end.
constexpr bool position(checker &c, const dim &d, std::int64_t size, std::int64_t &code) {
  if (d.is_number(blob::max_dim)) {
    code = size;
    return true;
  }
  if (!c.g->code_of(d, code, c.name, c.at))
    return false;
  if (!c.g->dims.symbolic(code) && code < 0)
    code = c.g->dims.add(size, code);
  return c.g->dims_written(c.name, c.at);
}

/// E604: 0 <= start <= stop <= size for all allowed sizes.
constexpr bool inside(checker &c, Tensor x, int axis, std::int64_t start, std::int64_t stop) {
  dim_table &dims = c.g->dims;
  std::int64_t size = x.shape()[axis];
  std::int64_t room[3] = {start, dims.sub(stop, start), dims.sub(size, stop)};
  if (!c.g->dims_written(c.name, c.at))
    return false;
  for (std::int64_t left : room)
    if (!c.always_at_least(left, 0)) {
      c.no(604, "[", dim_text{start}, ", ", dim_text{stop}, ") is not inside dimension ", axis,
           " of ", x, dims.symbolic(left) ? " for every allowed size" : "");
      return c.minimum_note(left, 0, "");
    }
  return true;
}

constexpr Tensor take_slice(checker &c, Tensor x, int axis, std::int64_t start, std::int64_t stop,
                            int step) {
  dim_table &dims = c.g->dims;
  shape s = x.shape();
  s[axis] = dims.div(dims.add(dims.sub(stop, start), step - 1), step);
  return c.result(op::slice, x.type(), s)
      .attr("axis", axis)
      .size("start", start)
      .size("stop", stop)
      .attr("step", step);
}

} // namespace detail

/// Every step-th element from start to before stop. Negative numbers count from the end.
///
/// x       [.., n, ..]                        example: [B, T, 64]
/// result  [.., ceil((stop-start)/step), ..]           slice(x, 1, 1) is [B, T-1, 64]
///
/// E107  step >= 1
/// E108  axis
/// E604  0 <= start <= stop <= n for all allowed sizes
constexpr Tensor slice(Tensor x, int axis, dim start, dim stop = to_end, int step = 1,
                       loc at = loc::current()) {
  checker c("slice", at, {x});
  if (!c || !c.axis(x, axis) || !c.option("step", step, 1, blob::max_symbol))
    return c.poison();
  std::int64_t size = x.shape()[axis], first = 0, last = 0;
  if (!detail::position(c, start, size, first) || !detail::position(c, stop, size, last) ||
      !detail::inside(c, x, axis, first, last))
    return c.poison();
  return detail::take_slice(c, x, axis, first, last, step);
}

/// One element of an axis, which is removed.   [B, T, 64] -> select(x, 1, 0) is [B, 64]
///
/// E108  axis
/// E604  0 <= index < n for all allowed sizes
constexpr Tensor select(Tensor x, int axis, dim index, loc at = loc::current()) {
  checker c("select", at, {x});
  if (!c || !c.axis(x, axis))
    return c.poison();
  std::int64_t at_index = 0;
  if (!detail::position(c, index, x.shape()[axis], at_index))
    return c.poison();
  std::int64_t next = c.g->dims.add(at_index, 1);
  if (!detail::inside(c, x, axis, at_index, next))
    return c.poison();
  in_layer here(c.g, at);
  return squeeze(detail::take_slice(c, x, axis, at_index, next, 1), axis);
}

// --- along an axis -----------------------------------------------------------------------------

/// The order of elements reversed along some axes; {} is all.
///
/// E108  axes
/// E111  no axis twice
constexpr Tensor flip(Tensor x, axes along, loc at = loc::current()) {
  checker c("flip", at, {x});
  axis_set set;
  if (!c || !c.axis_list(x, along, set))
    return c.poison();
  node_ref node = c.result(op::flip, x.type(), x.shape());
  for (int i = 0; i < x.rank(); i++)
    if (set.has[i])
      node.attr("axes", i);
  return node;
}

/// Element i moves to i + shift, and round from the end to the front.
///
/// E108  axis
constexpr Tensor roll(Tensor x, int shift, int axis, loc at = loc::current()) {
  checker c("roll", at, {x});
  if (!c || !c.axis(x, axis))
    return c.poison();
  return c.result(op::roll, x.type(), x.shape()).attr("shift", shift).attr("axis", axis);
}

/// The whole repeated counts[i] times along axis i.   [B, 3] -> tile(x, {1, 2}) is [B, 6]
///
/// E107  every count is at least 1
/// E610  one count per axis
constexpr Tensor tile(Tensor x, std::initializer_list<int> counts, loc at = loc::current()) {
  checker c("tile", at, {x});
  if (!c)
    return c.poison();
  shape s = x.shape();
  if ((int)counts.size() != s.rank) {
    c.no(610, counts.size(), " counts for ", x);
    return c.poison();
  }
  int axis = 0;
  for (int count : counts) {
    if (!c.option("a count", count, 1, blob::max_symbol))
      return c.poison();
    s[axis] = c.g->dims.mul(s[axis], count);
    axis++;
  }
  return c.result(op::tile, x.type(), s).attrs("counts", counts);
}

/// How much is added before the first and after the last element of an axis; less than 0 cuts.
struct pad_amount {
  int before = 0, after = 0;
};

namespace detail {

/// What a mode can take from an axis of `size`: reflect needs one element more than it mirrors,
/// circular as many as it repeats, replicate one.
constexpr bool mode_allows(checker &c, pad_mode mode, std::int64_t size, int before, int after,
                           int axis, Tensor x) {
  int most = before > after ? before : after, least = before < after ? before : after;
  std::int64_t wanted = mode == pad_mode::zeros      ? 0
                        : mode == pad_mode::reflect  ? most + 1
                        : mode == pad_mode::circular ? most
                                                     : 1;
  bool cuts_ok = mode == pad_mode::zeros || least >= 0;
  if (cuts_ok && ((before == 0 && after == 0) || c.always_at_least(size, wanted)))
    return true;
  c.no(610, "padding {", before, ", ", after, "} is not possible for dimension ", axis, " of ", x);
  if (!cuts_ok)
    return c.note("only zero padding may be negative");
  c.note("reflect takes from size - 1 elements, circular from all of them");
  return c.minimum_note(size, wanted, "");
}

} // namespace detail

/// Elements added around x: one {before, after} per axis, the first axis first.
///
/// x       [n, ..]                      example: pad(x, {{}, {2, 1}, {}}), [B, T, 64]
/// value   what zeros mode adds
/// result  [before + n + after, ..]              [B, T+3, 64]
///
/// E110  value fits the type of x
/// E610  one pair per axis; the size does not become negative; reflect and circular find enough
///       elements for all allowed sizes
///
/// Source: torch.nn.functional.pad, whose pairs come in the opposite order.
constexpr Tensor pad(Tensor x, std::initializer_list<pad_amount> amounts,
                     pad_mode mode = pad_mode::zeros, number value = 0, loc at = loc::current()) {
  checker c("pad", at, {x});
  if (!c || !c.fits(value, x.type()))
    return c.poison();
  shape s = x.shape();
  if ((int)amounts.size() != s.rank) {
    c.no(610, amounts.size(), " pairs for ", x);
    c.note("one {before, after} per dimension, the first dimension first");
    return c.poison();
  }
  detail::dim_table &dims = c.g->dims;
  int axis = 0;
  for (pad_amount p : amounts) {
    std::int64_t cut_before = dims.add(s[axis], p.before < 0 ? p.before : 0);
    std::int64_t left = dims.add(cut_before, p.after < 0 ? p.after : 0);
    if (!c.always_at_least(left, 0)) {
      c.no(610, "padding {", p.before, ", ", p.after, "} cuts more than dimension ", axis, " of ",
           x, " has");
      c.minimum_note(left, 0, "");
      return c.poison();
    }
    if (!detail::mode_allows(c, mode, s[axis], p.before, p.after, axis, x))
      return c.poison();
    s[axis] = dims.add(dims.add(s[axis], p.before), p.after);
    axis++;
  }
  node_ref node = c.result(op::pad, x.type(), s);
  for (pad_amount p : amounts)
    node.attr("padding", p.before).attr("padding", p.after);
  return node.attr("mode", (int)mode).attr("value", value, x.type());
}

} // namespace hac
