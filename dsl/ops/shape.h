// Ops that change how a tensor is indexed: the same elements in another shape or order.
#pragma once
#include "check.h"

namespace hac {

namespace detail {

/// Elements of two shapes, without the symbolic dims that both have: those need no product, so
/// [batch, h, w, 64] and [batch, h, w, 8, 8] can be compared although batch*h*w cannot be written.
struct element_counts {
  std::int64_t left = 1, right = 1;
};
constexpr element_counts count_elements(dim_table &dims, const shape &a, const shape &b) {
  element_counts counts;
  bool cancelled[blob::max_rank]{};
  for (int i = 0; i < a.rank; i++) {
    int same = -1;
    if (dims.symbolic(a[i]))
      for (int j = 0; j < b.rank && same < 0; j++)
        if (!cancelled[j] && b[j] == a[i])
          same = j;
    if (same >= 0)
      cancelled[same] = true;
    else
      counts.left = dims.mul(counts.left, a[i]);
  }
  for (int j = 0; j < b.rank; j++)
    if (!cancelled[j])
      counts.right = dims.mul(counts.right, b[j]);
  return counts;
}

} // namespace detail

/// The same elements in row-major order, in another shape. One dim may be -1: it is inferred.
///
/// x       any shape          example: [B, T, 128]
/// result  dims                        reshape(x, {B, -1, 64}) is [B, 2*T, 64]
///
/// E605  the number of elements is the same for all allowed sizes
/// E606  at most one -1, and the rest divides the number of elements
constexpr Tensor reshape(Tensor x, std::initializer_list<dim> dims, loc at = loc::current()) {
  checker c("reshape", at, {x});
  if (!c || !c.rank_fits((int)dims.size()))
    return c.poison();
  shape wanted;
  int inferred = -1;
  for (const dim &d : dims) {
    std::int64_t code = 1;
    if (d.is_number(-1)) {
      if (inferred >= 0) {
        c.no(606, "-1 is written twice");
        return c.poison();
      }
      inferred = wanted.rank;
    } else if (!c.g->code_of(d, code, c.name, at)) {
      return c.poison();
    }
    wanted.push(code);
  }
  detail::dim_table &table = c.g->dims;
  auto [have, need] = detail::count_elements(table, x.shape(), wanted);
  if (!c.g->dims_written(c.name, at))
    return c.poison();
  if (inferred < 0) {
    if (have == need)
      return c.result(op::reshape, x.type(), wanted);
    c.no(605, "the number of elements changes: ", x, " to ", wanted, ": ", dim_text{have},
         " against ", dim_text{need});
    c.prove_note(have, need);
    c.came_from("the operand", x);
    return c.poison();
  }
  if (!table.exact_quotient(have, need, wanted[inferred])) {
    table.failed = false;
    c.no(606, "-1 cannot be inferred for ", x, ": ", dim_text{need}, " does not divide ",
         dim_text{have}, " for every allowed size");
    if (table.symbolic(have))
      c.note("give the symbol .multiple_of in dyn(), or write the dim instead of -1");
    return c.poison();
  }
  return c.result(op::reshape, x.type(), wanted);
}

/// Axes start to end (included) become one.
///
/// x       [.., a, b, ..]       example: [B, 3, 32, 32]
/// result  [.., a*b, ..]                 flatten(x, 1) is [B, 3072]
///
/// E108  start and end are axes of x, in that order
constexpr Tensor flatten(Tensor x, int start = 0, int end = -1, loc at = loc::current()) {
  checker c("flatten", at, {x});
  if (!c || !c.axis(x, start) || !c.axis(x, end))
    return c.poison();
  if (start > end) {
    c.no(108, "start axis ", start, " is after end axis ", end, " of ", x);
    return c.poison();
  }
  shape s = x.shape(), r = s.first(start);
  std::int64_t merged = 1;
  for (int i = start; i <= end; i++)
    merged = c.g->dims.mul(merged, s[i]);
  r.push(merged);
  for (int i = end + 1; i < s.rank; i++)
    r.push(s[i]);
  return c.result(op::flatten, x.type(), r).attr("start", start).attr("end", end);
}

/// A new axis of size 1 at `axis` of the result.   [B, T] -> unsqueeze(x, 1) is [B, 1, T]
///
/// E108  axis, counted in the result
constexpr Tensor unsqueeze(Tensor x, int axis, loc at = loc::current()) {
  checker c("unsqueeze", at, {x});
  if (!c || !c.rank_fits(x.rank() + 1) || !c.axis_of(x.rank() + 1, x, axis))
    return c.poison();
  shape s = x.shape(), r = s.first(axis);
  r.push(1);
  for (int i = axis; i < s.rank; i++)
    r.push(s[i]);
  return c.result(op::unsqueeze, x.type(), r).attr("axis", axis);
}

/// Without an axis of size 1.   [B, 1, T] -> squeeze(x, 1) is [B, T]
///
/// E108  axis
/// E609  its size is 1
constexpr Tensor squeeze(Tensor x, int axis, loc at = loc::current()) {
  checker c("squeeze", at, {x});
  if (!c || !c.axis(x, axis))
    return c.poison();
  shape s = x.shape(), r = s.first(axis);
  if (s[axis] != 1) {
    c.no(609, "dimension ", axis, " of ", x, " is ", dim_text{s[axis]}, ", not 1");
    c.came_from("the operand", x);
    return c.poison();
  }
  for (int i = axis + 1; i < s.rank; i++)
    r.push(s[i]);
  return c.result(op::squeeze, x.type(), r).attr("axis", axis);
}

/// Two axes exchanged.   [B, T, 64] -> transpose(x) is [B, 64, T]
///
/// E108  a and b
constexpr Tensor transpose(Tensor x, int a = -2, int b = -1, loc at = loc::current()) {
  checker c("transpose", at, {x});
  if (!c || !c.axis(x, a) || !c.axis(x, b))
    return c.poison();
  shape s = x.shape();
  std::swap(s[a], s[b]);
  return c.result(op::transpose, x.type(), s).attr("a", a).attr("b", b);
}

/// Axis i of the result is axis order[i] of x.   [B, H, W, 3] -> permute(x, {0, 3, 1, 2})
///
/// E108  every element of order
/// E607  each axis of x is named once
constexpr Tensor permute(Tensor x, std::initializer_list<int> order, loc at = loc::current()) {
  checker c("permute", at, {x});
  if (!c)
    return c.poison();
  shape s = x.shape(), r;
  if ((int)order.size() != s.rank) {
    c.no(607, order.size(), " axes are named for ", x);
    return c.poison();
  }
  int axes[blob::max_rank]{};
  bool seen[blob::max_rank]{};
  for (int axis : order) {
    if (!c.axis(x, axis))
      return c.poison();
    if (seen[axis]) {
      c.no(607, "axis ", axis, " is named twice for ", x);
      return c.poison();
    }
    seen[axis] = true;
    axes[r.rank] = axis;
    r.push(s[axis]);
  }
  node_ref node = c.result(op::permute, x.type(), r);
  for (int i = 0; i < r.rank; i++)
    node.attr("axes", axes[i]);
  return node;
}

/// An image as a sequence of its pixels.   [N, C, H, W] -> [N, H*W, C]
///
/// E109  x has rank 4
constexpr Tensor to_seq(Tensor x, loc at = loc::current()) {
  checker c("to_seq", at, {x});
  if (!c || !c.rank(x, 4, 4, "[batch, channels, height, width]"))
    return c.poison();
  shape s = x.shape(), r;
  r.push(s[0]);
  r.push(c.g->dims.mul(s[2], s[3]));
  r.push(s[1]);
  return c.result(op::to_seq, x.type(), r);
}

/// The way back from to_seq.   [N, h*w, C] -> to_image(x, h, w) is [N, C, h, w]
///
/// E109  x has rank 3
/// E605  h * w is its length
constexpr Tensor to_image(Tensor x, dim h, dim w, loc at = loc::current()) {
  checker c("to_image", at, {x});
  std::int64_t height = 0, width = 0;
  if (!c || !c.rank(x, 3, 3, "[batch, seq, channels]") || !c.g->code_of(h, height, c.name, at) ||
      !c.g->code_of(w, width, c.name, at))
    return c.poison();
  shape s = x.shape(), r;
  std::int64_t pixels = c.g->dims.mul(height, width);
  if (!c.g->dims_written(c.name, at))
    return c.poison();
  if (pixels != s[1]) {
    c.no(605, "height times width is ", dim_text{pixels}, ", the length of ", x, " is ",
         dim_text{s[1]});
    c.prove_note(pixels, s[1]);
    return c.poison();
  }
  r.push(s[0]);
  r.push(s[2]);
  r.push(height);
  r.push(width);
  return c.result(op::to_image, x.type(), r);
}

/// Axes of size 1 repeated, and new ones in front.   [64] -> broadcast_to(x, {B, T, 64})
///
/// E608  x broadcasts to the shape
constexpr Tensor broadcast_to(Tensor x, std::initializer_list<dim> dims, loc at = loc::current()) {
  checker c("broadcast_to", at, {x});
  if (!c)
    return c.poison();
  shape s = x.shape(), r = c.g->make_shape(dims, c.name, at);
  if (!r.valid())
    return c.poison();
  bool fits = s.rank <= r.rank;
  for (int i = 1; fits && i <= s.rank; i++)
    fits = s[s.rank - i] == r[r.rank - i] || s[s.rank - i] == 1;
  if (!fits) {
    c.no(608, x, " does not broadcast to ", r);
    c.came_from("the operand", x);
    return c.poison();
  }
  return c.result(op::broadcast_to, x.type(), r);
}

/// x, whose sizes are these from here on. What hac cannot prove is checked once on entry of the
/// function (R304).   [B, 2*half] -> assert_shape(x, {B, T}) is [B, T]
///
/// E611  the shapes can be equal: same rank, and sizes whose ranges meet
constexpr Tensor assert_shape(Tensor x, std::initializer_list<dim> dims, loc at = loc::current()) {
  checker c("assert_shape", at, {x});
  if (!c)
    return c.poison();
  shape s = x.shape(), r = c.g->make_shape(dims, c.name, at);
  if (!r.valid())
    return c.poison();
  if (s.rank != r.rank) {
    c.no(611, x, " can never have the shape ", r);
    return c.poison();
  }
  for (int i = 0; i < s.rank; i++) {
    detail::interval is = c.g->dims.range(s[i]), said = c.g->dims.range(r[i]);
    if (is.max < said.min || said.max < is.min) {
      c.no(611, x, " can never have the shape ", r, ": dimension ", i, " is ", is.min, " to ",
           is.max, " against ", said.min, " to ", said.max);
      return c.poison();
    }
  }
  return c.result(op::assert_shape, x.type(), r);
}

} // namespace hac
