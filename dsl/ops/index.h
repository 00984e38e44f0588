// Elements chosen by indices. An index that is an input of the function is checked before the call
// writes anything, a computed one by the op that uses it (R308); nothing is read out of bounds.
#pragma once
#include "check.h"

namespace hac {

/// padding_idx: the row that means nothing; it is learnt in no training function. -1: none.
struct embedding_options {
  int padding_idx = -1;
};

/// Rows of a table:
///     y[.., d] = w[ids[..], d]
///
/// ids     [..]        i32 or i64          example: [B, T]
/// w       [num, dim]  any type                     [30000, 128]
/// result  [.., dim]   the type of w                [B, T, 128]
///
/// E501  ids are i32 or i64
/// E502  w has rank 2
/// E506  -1 <= padding_idx < num
///
/// Source: torch.nn.functional.embedding.
constexpr Tensor embedding(Tensor ids, Tensor w, embedding_options options = {},
                           loc at = loc::current()) {
  checker c("embedding", at, {ids, w});
  if (!c || !c.index_type(ids) || !c.rank_fits(ids.rank() + 1))
    return c.poison();
  if (w.rank() != 2) {
    c.no(502, "the table must be [num, dim], got ", w);
    c.came_from("the table", w);
    return c.poison();
  }
  if (options.padding_idx < -1 || !c.always_at_least(w.shape()[0], options.padding_idx + 1)) {
    c.no(506, "padding_idx ", options.padding_idx, " is outside the table ", w);
    return c.poison();
  }
  shape s = ids.shape();
  s.push(w.shape()[1]);
  return c.result(op::embedding, w.type(), s).attr("padding_idx", options.padding_idx);
}

/// 1 at the index, 0 elsewhere, on a new last axis. Never stored when it feeds `linear`.
///
/// ids      [..]           i32 or i64       example: [B, T]
/// result   [.., classes]  of `type`                 one_hot(ids, 10) is f32[B, T, 10]
///
/// E107  classes >= 1
/// E112  type is not f64
/// E501  ids are i32 or i64
constexpr Tensor one_hot(Tensor ids, int classes, dtype type = f32, loc at = loc::current()) {
  checker c("one_hot", at, {ids});
  if (!c || !c.index_type(ids) ||
      !c.option("the number of classes", classes, 1, blob::max_symbol) ||
      !c.g->element_type(type, c.name, at) || !c.rank_fits(ids.rank() + 1))
    return c.poison();
  shape s = ids.shape();
  s.push(classes);
  return c.result(op::one_hot, type, s);
}

/// One element of x for each element of the index, along an axis:
///     y[.., i, ..] = x[.., idx[.., i, ..], ..]
///
/// x       [.., n, ..]  any type        example: [B, T, 64]
/// idx     [.., m, ..]  i32 or i64               [B, T, 3], axis 2
/// result  [.., m, ..]  the type of x            [B, T, 3]
///
/// E108  axis
/// E501  idx is i32 or i64
/// E504  idx has the shape of x outside the axis
///
/// Source: torch.gather, where idx may also be smaller outside the axis.
constexpr Tensor gather(Tensor x, int axis, Tensor idx, loc at = loc::current()) {
  checker c("gather", at, {x, idx});
  if (!c || !c.index_type(idx) || !c.axis(x, axis))
    return c.poison();
  shape s = x.shape(), r = idx.shape();
  bool fits = s.rank == r.rank;
  for (int i = 0; fits && i < s.rank; i++)
    fits = i == axis || s[i] == r[i];
  if (!fits) {
    c.no(504, "the index must have the shape of ", x, " outside axis ", axis, ", got ", idx);
    c.came_from("the index", idx);
    return c.poison();
  }
  return c.result(op::gather, x.type(), r).attr("axis", axis);
}

/// Whole slices of x, chosen along an axis.
///
/// x       [.., n, ..]  any type        example: [B, T, 64]
/// idx     [m]          i32 or i64               [7], axis 2
/// result  [.., m, ..]  the type of x            [B, T, 7]
///
/// E108  axis
/// E501  idx is i32 or i64
/// E504  idx has rank 1
///
/// Source: torch.index_select.
constexpr Tensor index_select(Tensor x, int axis, Tensor idx, loc at = loc::current()) {
  checker c("index_select", at, {x, idx});
  if (!c || !c.index_type(idx) || !c.axis(x, axis))
    return c.poison();
  if (idx.rank() != 1) {
    c.no(504, "the index must have rank 1, got ", idx);
    c.came_from("the index", idx);
    return c.poison();
  }
  shape s = x.shape();
  s[axis] = idx.shape()[0];
  return c.result(op::index_select, x.type(), s).attr("axis", axis);
}

namespace detail {

/// E501, E507: where a part begins, a number that is known when the model runs.
constexpr bool start_of_part(checker &c, Tensor start) {
  if (!c.index_type(start))
    return false;
  if (start.rank() == 0)
    return true;
  c.no(507, "the start must have rank 0, got ", start);
  return c.came_from("the start", start);
}

/// E508: a part is never larger than the axis.
constexpr bool part_fits(checker &c, Tensor x, int axis, std::int64_t part) {
  std::int64_t room = c.g->dims.sub(x.shape()[axis], part);
  if (!c.g->dims_written(c.name, c.at))
    return false;
  if (c.always_at_least(room, 0))
    return true;
  c.no(508, "a part of ", dim_text{part}, " does not fit dimension ", axis, " of ", x,
       c.g->dims.symbolic(room) ? " for every allowed size" : "");
  return c.minimum_note(room, 0, "");
}

} // namespace detail

/// `size` elements of an axis, from a start that is known when the model runs.
///
/// x       [.., n, ..]     any type     example: [B, T, 64]
/// start   []              i32 or i64; clamped to 0 .. n - size
/// result  [.., size, ..]  the type of x         slice_at(x, 1, start, 3) is [B, 3, 64]
///
/// E108  axis
/// E501  start is i32 or i64
/// E507  start has rank 0
/// E508  size <= n for all allowed sizes
constexpr Tensor slice_at(Tensor x, int axis, Tensor start, dim size, loc at = loc::current()) {
  checker c("slice_at", at, {x, start});
  std::int64_t part = 0;
  if (!c || !detail::start_of_part(c, start) || !c.axis(x, axis) ||
      !c.g->code_of(size, part, c.name, at) || !detail::part_fits(c, x, axis, part))
    return c.poison();
  shape s = x.shape();
  s[axis] = part;
  return c.result(op::slice_at, x.type(), s).attr("axis", axis);
}

/// x with the elements from `start` on replaced by y. With g.state and g.update a cache:
///
///     auto keys = g.state("keys", f32, {B, heads, 4096, 64});
///     auto all = update_at(keys, 2, position, k);    // k: [B, heads, 1, 64]
///     auto y = attention(q, all, ...);
///     g.update(keys, all);                           // written in place, nothing is copied
///
/// x       [.., n, ..]  any type        example: [B, T, 64], axis 1
/// start   []           i32 or i64; clamped to 0 .. n - m
/// y       [.., m, ..]  the type of x            [B, 1, 64]
/// result  [.., n, ..]  the type of x            [B, T, 64]
///
/// E102  y has the type of x
/// E108  axis
/// E501  start is i32 or i64
/// E507  start has rank 0
/// E508  y has the shape of x outside the axis, and m <= n for all allowed sizes
constexpr Tensor update_at(Tensor x, int axis, Tensor start, Tensor y, loc at = loc::current()) {
  checker c("update_at", at, {x, start, y});
  if (!c || !c.same_type(x, y) || !detail::start_of_part(c, start) || !c.axis(x, axis))
    return c.poison();
  shape s = x.shape(), r = y.shape();
  bool fits = s.rank == r.rank;
  for (int i = 0; fits && i < s.rank; i++)
    fits = i == axis || s[i] == r[i];
  if (!fits) {
    c.no(508, "the part must have the shape of ", x, " outside axis ", axis, ", got ", y);
    c.came_from("the part", y);
    return c.poison();
  }
  if (!detail::part_fits(c, x, axis, r[axis]))
    return c.poison();
  return c.result(op::update_at, x.type(), s).attr("axis", axis);
}

} // namespace hac
