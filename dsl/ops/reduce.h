// Reductions over axes.
#pragma once
#include "check.h"
#include "create.h"
#include "elementwise.h"

namespace hac {

namespace detail {

/// Reduced axes are removed, or stay with size 1.
constexpr shape reduced_shape(const shape &s, const axis_set &set, bool keepdim) {
  shape r;
  for (int i = 0; i < s.rank; i++)
    if (!set.has[i])
      r.push(s[i]);
    else if (keepdim)
      r.push(1);
  return r;
}

constexpr bool check_reduced_element(checker &c, Tensor x, element wanted) {
  return wanted == element::logical ? c.logical(x) : check_element(c, x, wanted);
}

constexpr node_ref reduction(op opcode, Tensor x, axes over, bool keepdim, element wanted, loc at) {
  checker c(name_of(opcode), at, {x});
  axis_set set;
  if (!c || !check_reduced_element(c, x, wanted) || !c.axis_list(x, over, set))
    return {c.g, c.poison()};
  node_ref node = c.result(opcode, x.type(), reduced_shape(x.shape(), set, keepdim));
  for (int i = 0; i < x.rank(); i++)
    if (set.has[i])
      node.attr("axes", i);
  return node.attr("keepdim", keepdim);
}

constexpr node_ref arg_reduction(op opcode, Tensor x, int axis, bool keepdim, loc at) {
  checker c(name_of(opcode), at, {x});
  if (!c || !c.numeric(x) || !c.axis(x, axis))
    return {c.g, c.poison()};
  axis_set set;
  set.has[axis] = true;
  return c.result(opcode, i32, reduced_shape(x.shape(), set, keepdim))
      .attr("axis", axis)
      .attr("keepdim", keepdim);
}

} // namespace detail

// x over some axes ({}: all), which are removed, or stay with size 1 under keepdim.
//
// x       [..]   numbers (sum prod amax amin), floating-point (mean norm logsumexp), bool (any all)
// result  the other axes, the type of x      example: f32[B, T, 64], axis 1: f32[B, 64]
//
// E101  mean norm logsumexp: floating-point      E104  sum prod amax amin: not bool
// E106  any all: bool
// E108  axes
// E111  no axis twice
//
// Of nothing: sum 0, prod 1, amax -inf, amin +inf, mean NaN, any false, all true. norm is
// Euclidean.
#define HAC_REDUCTION(name, wanted)                                                                \
  constexpr Tensor name(Tensor x, axes over = {}, bool keepdim = false, loc at = loc::current()) { \
    return detail::reduction(op::name, x, over, keepdim, detail::element::wanted, at);             \
  }
HAC_REDUCTION(sum, number)
HAC_REDUCTION(prod, number)
HAC_REDUCTION(amax, number)
HAC_REDUCTION(amin, number)
HAC_REDUCTION(mean, floating)
HAC_REDUCTION(norm, floating)
HAC_REDUCTION(logsumexp, floating)
HAC_REDUCTION(any, logical)
HAC_REDUCTION(all, logical)
#undef HAC_REDUCTION

/// correction 1 divides by n - 1 (a sample), 0 by n (the whole population).
struct var_options {
  int correction = 1;
  bool keepdim = false;
};

// Variance and its square root over some axes ({}: all).
//
// E101  x has a floating-point type
// E107  correction >= 0
// E108  axes
// E111  no axis twice
#define HAC_VARIANCE(name)                                                                         \
  constexpr Tensor name(Tensor x, axes over = {}, var_options options = {},                        \
                        loc at = loc::current()) {                                                 \
    checker c(#name, at, {x});                                                                     \
    if (!c || !c.floating(x) || !c.option("correction", options.correction, 0, blob::max_symbol))  \
      return c.poison();                                                                           \
    return detail::reduction(op::name, x, over, options.keepdim, detail::element::floating, at)    \
        .attr("correction", options.correction);                                                   \
  }
HAC_VARIANCE(var)
HAC_VARIANCE(stddev)
#undef HAC_VARIANCE

/// Index of the largest element along an axis, the first of equals; NaN counts as largest.
///
/// x       [.., n, ..]  numbers      example: f32[B, 20]
/// result  [..] or [.., 1, ..]  i32           i32[B]
///
/// E104  x is not bool
/// E108  axis
constexpr Tensor argmax(Tensor x, int axis = -1, bool keepdim = false, loc at = loc::current()) {
  return detail::arg_reduction(op::argmax, x, axis, keepdim, at);
}
/// Index of the smallest element; as argmax.
constexpr Tensor argmin(Tensor x, int axis = -1, bool keepdim = false, loc at = loc::current()) {
  return detail::arg_reduction(op::argmin, x, axis, keepdim, at);
}

/// The mean of the first n[b] rows of each sequence; 0 where n[b] is 0.
///     y[b, c] = sum over t < n[b] of x[b, t, c] / max(n[b], 1)
///
/// x       [B, T, C]  floating-point    example: [batch, seq, 256]
/// n       [B]        integer                    [batch]
/// result  [B, C]     the type of x              [batch, 256]
///
/// E101  x has a floating-point type
/// E103  n has the batch of x
/// E105  n is integer
/// E109  x has rank 3, n rank 1
///
/// A composition. Sums and the division are in f32 whatever the type of x.
constexpr Tensor masked_mean(Tensor x, Tensor n, loc at = loc::current()) {
  checker c("masked_mean", at, {x, n});
  if (!c || !c.floating(x) || !c.rank(x, 3, 3, "[batch, seq, channels]") || !c.integer(n) ||
      !c.rank(n, 1, 1, "lengths [batch]"))
    return c.poison();
  if (n.shape()[0] != x.shape()[0]) {
    c.no(103, "the lengths ", n, " have another batch than ", x);
    c.prove_note(n.shape()[0], x.shape()[0]);
    return c.poison();
  }
  in_layer here(c.g, at);
  auto as_f32 = [](Tensor t) { return t.type() == f32 ? t : cast(t, f32); };
  Tensor count = n.type() == i32 ? n : cast(n, i32);
  Tensor keep = iota(*c.g, i32, {1, x.dim(1)}, 1) < unsqueeze(count, 1);
  Tensor total = sum(as_f32(where(unsqueeze(keep, 2), x, 0)), 1);
  Tensor mean = total / unsqueeze(cast(maximum(count, 1), f32), 1);
  return x.type() == f32 ? mean : cast(mean, x.type());
}

} // namespace hac
