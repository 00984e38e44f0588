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

} // namespace hac
